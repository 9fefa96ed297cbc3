"""Settings of the agent: which model thinks, and how far a turn may go."""

from decimal import Decimal
from typing import Literal

from pydantic import AliasChoices, Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict


class AgentSettings(BaseSettings):
    """Environment variables start with AGENT_; the endpoint's own names (OPENAI_…) are understood as well."""

    model_config = SettingsConfigDict(env_prefix="AGENT_", frozen=True, extra="ignore")

    model: str | None = None
    tool_calls: Literal["native", "json_schema"] = "native"
    api_key: SecretStr | None = Field(None, validation_alias=AliasChoices("AGENT_API_KEY", "OPENAI_API_KEY"))
    base_url: str | None = Field(None, validation_alias=AliasChoices("AGENT_BASE_URL", "OPENAI_BASE_URL"))
    model_seconds: float = 60.0
    model_retries: int = 2
    max_steps: int = 6
    turn_seconds: float = 120.0
    max_question_chars: int = 4000
    history_tokens: int = Field(6_000, description="earlier turns a model is given at most")
    result_tokens: int = Field(6_000, description="of one tool's result a small model is given at most")
    turn_tokens: int = Field(120_000, description="a turn's model calls may use at most, in and out")
    reply_tokens: int = Field(1_500, description="one reply of a model at most; a longer one counts as failed")
    price_input: Decimal | None = Field(None, description="of a million tokens in")
    price_cached: Decimal | None = Field(None, description="of a million tokens read from the provider's cache")
    price_output: Decimal | None = Field(None, description="of a million tokens out")
    price_currency: str = "USD"

    def uses_llm(self) -> bool:
        """Whether a language model is configured; without one the built-in planner thinks."""
        return self.model is not None
