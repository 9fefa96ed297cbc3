"""What a forecast stands on, its models, and how it did."""
