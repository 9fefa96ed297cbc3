"""The schema of the books and its history. Importing this does not import Alembic: starting up stays cheap."""

from pathlib import Path
from typing import Final

FOLDER: Final = Path(__file__).parent
HEAD: Final = "0032"
VERSION_SCHEMA: Final = "migration"
