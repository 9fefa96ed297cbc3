"""Proposals: made by one person, decided by another, with what the controls find."""
