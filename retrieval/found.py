"""What a search finds: a passage and the sentence in it that answers."""

from dataclasses import dataclass

from workingcapital.facts import Citation


@dataclass(frozen=True)
class Found:
    """A passage that answers, with its best sentence. `share` is the part of the query's word weight it holds."""

    document_id: str
    filename: str
    kind: str
    page: int
    quote: str
    box: tuple[float, ...] | None
    passage: str
    party: str | None
    score: float
    similarity: float
    share: float
    in_force: bool | None
    version: int
    trust_reason: str | None

    def citation(self) -> Citation:
        """The sentence as a citation."""
        return Citation(
            document_id=self.document_id, filename=self.filename, page=self.page, quote=self.quote,
            box=list(self.box) if self.box else None, party=self.party, kind=self.kind,
        )  # fmt: skip
