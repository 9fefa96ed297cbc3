"""Readers of one kind of file each; they run in the reading process, never in the server's."""
