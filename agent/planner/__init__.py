"""The built-in model: understands finance questions in English and German with neither key nor network.

The way of a question, each package standing on those below it:

- `thinker`, `model`: a step of the graph; `parts`, `understanding`: one question of a message, and what to do about it
- `answers`, `calls`: what was found in words; what was understood as calls of the tools
- `turns`: the conversation so far, and what may not be passed over
- `intents`: which of the known questions it is, and what is refused
- `question`: grammar, names and particulars of one question together
- `names`, `grammar`, `words`: what the books call things; dates, amounts, terms; words as people type them
- `data`: examples, phrases and weights; `train` makes the weights
"""
