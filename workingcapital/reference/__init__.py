"""Public facts of the world that no company owns: rates, legal limits, closed days, each with its source."""

from typing import Final

# Raised whenever anything in this room changes: a database that holds an older one is brought up to it.
VERSION: Final = "2026-11-24c"
