"""Grounding: every figure, day and name of an answer is tied to one Fact, row or quoted sentence, or withheld.

A figure is `[[F…]]`, a Fact's id, rendered here as a link to its receipt; or digits, which must be one Fact's value as
stated. Either way the words around it must be true of that Fact: its label, company, party, period, unit, direction
(`beside.py` and `rivals.py` have the rules). A sum or difference is shown with its parts. A sentence without figures has its names, days
and numbers from one row, sentence or quotation. What the tools or a document said in these very words may be repeated.
"""

from agent.grounding.figures import PLACEHOLDER
from agent.grounding.ground import Grounded, ground_text
from agent.grounding.names import Names

__all__ = ["PLACEHOLDER", "Grounded", "Names", "ground_text"]
