"""From what was found to words."""
