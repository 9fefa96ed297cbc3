"""Words as people type them: made comparable, put right, told apart by language."""
