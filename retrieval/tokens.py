"""Counting tokens, offline."""

import os
from functools import lru_cache
from pathlib import Path

import tiktoken

ENCODING = "cl100k_base"


@lru_cache(maxsize=4)
def _encoding(assets_dir: Path) -> tiktoken.Encoding | None:
    cache = assets_dir / "tiktoken"
    if not cache.is_dir():
        return None
    os.environ["TIKTOKEN_CACHE_DIR"] = str(cache)
    return tiktoken.get_encoding(ENCODING)


def counted_by(assets_dir: Path) -> str:
    """How tokens are counted here: tiktoken's encoding, or 'estimate' when its files are missing."""
    return ENCODING if _encoding(assets_dir) else "estimate"


def count(text: str, assets_dir: Path) -> int:
    """Tokens in the text; without tiktoken's files a quarter of the characters, rounded up."""
    encoding = _encoding(assets_dir)
    return len(encoding.encode(text, disallowed_special=())) if encoding else -(-len(text) // 4)
