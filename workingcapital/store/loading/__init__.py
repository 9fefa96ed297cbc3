"""The SQL of imports: what is new, what changed, what it was before, and how a load is taken back."""
