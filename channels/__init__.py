"""Where people meet the copilot; each channel translates, none decides."""
