"""Invented names, places and goods: data, no logic."""
