"""What a payment plan stands on, and past plans held against what was done."""
