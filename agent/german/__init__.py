"""What the tools say, in German: their words are looked up, figures and names stay as they are."""
