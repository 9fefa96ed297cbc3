"""The result: a table for people, one document for machines, a file to look things up in."""

import json
import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from channels.terminal.output import grid, out, plain
from evals.cases import OBLIQUE, Case
from evals.grading import Turned, Verdict
from workingcapital.store.settings import StoreSettings

NEEDED = 0.95  # of the talks in ordinary words
NEEDED_OBLIQUE = 0.70  # of those that say it in a roundabout way, without a question back


@dataclass(frozen=True)
class Graded:
    """One talk, graded."""

    case: Case
    wording: tuple[str, ...]
    verdict: Verdict
    talk: Turned
    seconds: float

    @property
    def group(self) -> str:
        """The group it counts in: its case's, or the oblique wordings."""
        return self.case.group_of(self.wording)

    @property
    def answer(self) -> dict[str, Any]:
        """The last answer."""
        return dict(self.talk.answers[-1]) if self.talk.answers else {}

    def as_json(self) -> dict[str, Any]:
        """All one needs to look into it."""
        said = {key: self.answer.get(key) for key in ("status", "reason", "notices")}
        return {
            "case": self.case.id, "group": self.group, "question": self.case.question, "as": self.case.person,
            "company": self.case.company, "wording": list(self.wording), "problems": list(self.verdict.problems),
            "wrong_figures": list(self.verdict.wrong), **said,
            "answer": plain(str(self.answer.get("answer") or self.answer.get("error"))),
        }  # fmt: skip


@dataclass(frozen=True)
class Report:
    """Every graded talk, under the hash of books and cases and the name of the model."""

    data: str
    model: str
    graded: Sequence[Graded]

    @cached_property
    def failures(self) -> list[Graded]:
        """The talks that did not pass."""
        return [each for each in self.graded if not each.verdict.passed]

    @property
    def wrong_figures(self) -> int:
        """Figures presented as right that are not."""
        return sum(len(each.verdict.wrong) for each in self.graded)

    @property
    def passes(self) -> bool:
        """Enough talks are right, ordinary and oblique ones each by their own bar, and no figure is wrong."""
        oblique = [each for each in self.graded if each.group == OBLIQUE]
        ordinary = [each for each in self.graded if each.group != OBLIQUE]
        enough = _enough(ordinary, NEEDED) and _enough(oblique, NEEDED_OBLIQUE)
        return enough and self.wrong_figures == 0

    def groups(self) -> dict[str, dict[str, Any]]:
        """Each group's talks, how many passed, and where the true share lies (95% Wilson interval)."""
        found: dict[str, dict[str, Any]] = {}
        for name in dict.fromkeys(each.group for each in self.graded):
            passed = [each.verdict.passed for each in self.graded if each.group == name]
            low, high = wilson(sum(passed), len(passed))
            found[name] = {"cases": len(passed), "passed": sum(passed), "interval": [round(low, 3), round(high, 3)]}
        return found

    def as_json(self) -> dict[str, Any]:
        """The document of `wcc evals --json`; a case is a question in one unseen wording."""
        seconds = sorted(each.seconds for each in self.graded)
        return {
            "data": self.data, "model": self.model, "cases": len(self.graded),
            "passed": len(self.graded) - len(self.failures), "wrong_figures": self.wrong_figures,
            "groups": self.groups(), "failures": [each.as_json() for each in self.failures],
            "questions": len({each.case.id for each in self.graded}), "needed": NEEDED,
            "needed_oblique": NEEDED_OBLIQUE, "passes": self.passes,
            "median_seconds": round(seconds[len(seconds) // 2], 3),
        }  # fmt: skip


def _enough(graded: Sequence[Graded], share: float) -> bool:
    return sum(each.verdict.passed for each in graded) >= share * len(graded)


def wilson(passed: int, of: int, z: float = 1.96) -> tuple[float, float]:
    """The Wilson score interval of a share.

    >>> [round(each, 3) for each in wilson(95, 100)]
    [0.888, 0.978]
    """
    if of == 0:
        return 0.0, 1.0
    share, scale = passed / of, 1 + z * z / of
    middle = (share + z * z / (2 * of)) / scale
    half = z / scale * math.sqrt(share * (1 - share) / of + z * z / (4 * of * of))
    return max(0.0, middle - half), min(1.0, middle + half)


def write(report: Report) -> Path:
    """Keep the document under .data/evals, under the name of the model."""
    folder = StoreSettings().data_dir / "evals"
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{''.join(c if c.isalnum() or c in '.-' else '-' for c in report.model)}.json"
    path.write_text(json.dumps(report.as_json(), ensure_ascii=False, indent=2, default=str) + "\n", encoding="utf-8")
    return path


def show(report: Report, path: Path) -> None:
    """Failures in full, then the groups."""
    for each in report.failures:
        _failure(each)
    total = report.as_json()
    groups = report.groups() | {"all": {**total, "interval": wilson(total["passed"], total["cases"])}}
    rows = [[name, n["cases"], n["passed"], "{:.0%} to {:.0%}".format(*n["interval"])] for name, n in groups.items()]
    columns = ["group", "asked", "right", "95% interval"]
    grid(f"Evals of {report.model} on unseen wordings", columns, rows, frozenset({1, 2}))
    needed = f"{NEEDED:.0%} of ordinary, {NEEDED_OBLIQUE:.0%} of oblique talks and no wrong figure are needed"
    verdict = "passes" if report.passes else f"does not pass: {needed}"
    _line(f"{report.wrong_figures} wrong figures shown as right · {verdict} · {path}")


def _failure(each: Graded) -> None:
    said = each.as_json()
    _line(f"{said['case']} ({said['company']}, {said['as']}): {' / '.join(said['wording'])}", "bold")
    for wrong in each.verdict.wrong:
        _line(f"  wrong figure: {wrong}", "red")
    for problem in each.verdict.problems:
        _line(f"  {problem}")
    _line(f"  → {said['status']} ({said['reason']}): {said['answer'][:400]}", "dim")


def _line(text: str, style: str | None = None) -> None:
    out.print(text, style=style, markup=False, highlight=False)
