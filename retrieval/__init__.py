"""Documents: file → lines with their place → passages → vectors → cited sentences."""
