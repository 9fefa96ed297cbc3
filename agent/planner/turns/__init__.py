"""A turn in its conversation: follow-ups, answers to a question asked back, drafts, doubts, and what may not be passed over."""
