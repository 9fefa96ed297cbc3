"""The database itself: where it runs, its logins, connections and schema."""
