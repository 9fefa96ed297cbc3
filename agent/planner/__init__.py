"""The built-in model: understands finance questions in English and German with neither key nor network."""
