"""The browser that tests and the screenshot drive: Debian's Chromium, which asks nobody for anything."""

import os
import shutil

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]

MISSING = "no Chromium here: install it (Debian: apt-get install chromium) or name it in CHROMIUM"


def chromium() -> str | None:
    """Where Chromium is, CHROMIUM first; None when there is none."""
    return os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
