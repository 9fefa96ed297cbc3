"""Limits of the import room."""

from typing import Annotated

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict


class ImportSettings(BaseSettings):
    """How much a file may cost before it is refused. Environment: IMPORT_…"""

    model_config = SettingsConfigDict(env_prefix="IMPORT_", frozen=True)

    max_xml_bytes: Annotated[int, Field(gt=0)] = 20_000_000
    max_pdf_bytes: Annotated[int, Field(gt=0)] = 50_000_000
    max_expanded_bytes: Annotated[int, Field(gt=0)] = (
        1_000_000_000  # of one compressed file, before it is called a bomb
    )
    max_expansion: Annotated[int, Field(gt=1)] = 200  # expanded size over compressed size
    max_rejects_listed: Annotated[int, Field(gt=0)] = 1_000
    piece_rows: Annotated[int, Field(gt=0)] = 10_000  # one is read while the one before goes into the books
    piece_characters: Annotated[int, Field(gt=0)] = 8_000_000  # as they are copied, which bounds the memory
