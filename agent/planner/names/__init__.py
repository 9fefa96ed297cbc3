"""Names of the books in a question: companies, parties, documents, and strangers nobody knows."""
