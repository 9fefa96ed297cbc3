"""Settings of the documents room."""

from pathlib import Path
from typing import Literal

from pydantic import SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

ROOT = Path(__file__).resolve().parents[1]


class RetrievalSettings(BaseSettings):
    """Where files lie, which embedding is used, and how much one file may cost to read."""

    model_config = SettingsConfigDict(env_prefix="RETRIEVAL_", frozen=True)

    assets_dir: Path = ROOT / ".cache" / "assets"
    documents_dir: Path = ROOT / ".data" / "documents"

    embedding: Literal["local", "openai"] = "local"
    embedding_model: str = "text-embedding-3-small"
    embedding_base_url: str = "https://api.openai.com/v1"
    embedding_api_key: SecretStr = SecretStr("")
    embedding_timeout_seconds: float = 30

    chunk_tokens: int = 140
    max_file_bytes: int = 30_000_000
    max_expanded_bytes: int = 100_000_000
    max_pages: int = 400
    max_characters: int = 4_000_000
    parse_seconds: int = 30
    parse_megabytes: int = 2_000
