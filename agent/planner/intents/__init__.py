"""Which intent a question has: the classifier, the rules that outweigh it, and what is refused."""
