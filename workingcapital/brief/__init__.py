"""The morning brief: what needs a person today, by their role, each figure with its receipt."""
