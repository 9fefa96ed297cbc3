"""The copilot in a terminal: the same doors, one file a group of commands."""
