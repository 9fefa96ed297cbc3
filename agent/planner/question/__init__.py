"""What a question says: its grammar, names and particulars together, and what it was understood as."""
