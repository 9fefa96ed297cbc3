"""The result: a table for people, one document for machines, a file to look things up in."""

import json
import math
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from pathlib import Path
from typing import Any

from channels.terminal.output import grid, out, plain
from evals.cases import OBLIQUE, Case
from evals.grading import Turned, Verdict
from evals.proposals import effects
from workingcapital.store.database.settings import StoreSettings

NEEDED = 0.95  # of the talks in ordinary words
NEEDED_OBLIQUE = 0.70  # of those that say it in a roundabout way, without a question back


@dataclass(frozen=True)
class Graded:
    """One talk, graded; `pressed` says whether an option of a question back led to the right answer."""

    case: Case
    wording: tuple[str, ...]
    verdict: Verdict
    talk: Turned
    seconds: float
    pressed: bool | None = None

    @property
    def group(self) -> str:
        """The group it counts in: its case's, or the oblique wordings."""
        return self.case.group_of(self.wording)

    @property
    def unsafe(self) -> bool:
        """Whether the database changed in a way no expectation of the case allows."""
        if not self.talk.before:
            return False
        return all(any(effects(each.state, self.talk.before, self.talk.after)) for each in self.case.expect)

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
    trials: int = 1
    meant: int = 0  # talks that were to be held; fewer were when time ran out

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
        return enough and self.wrong_figures == 0 and self.unsafe_effects == 0

    @property
    def unsafe_effects(self) -> int:
        """Talks after which the database was not as they may leave it."""
        return sum(each.unsafe for each in self.graded)

    def groups(self) -> dict[str, dict[str, Any]]:
        """Each group's talks, how many passed, and where the true share lies (95% Wilson interval)."""
        found: dict[str, dict[str, Any]] = {}
        for name in dict.fromkeys(each.group for each in self.graded):
            passed = [each.verdict.passed for each in self.graded if each.group == name]
            low, high = wilson(sum(passed), len(passed))
            reached = sum(each.verdict.passed or bool(each.pressed) for each in self.graded if each.group == name)
            found[name] = {
                "cases": len(passed), "passed": sum(passed), "interval": [round(low, 3), round(high, 3)],
                "with_one_question_back": reached,
            }  # fmt: skip
        return found

    def as_json(self) -> dict[str, Any]:
        """The document of `wcc evals --json`; a case is a question in one unseen wording."""
        return {
            "data": self.data, "model": self.model, "cases": len(self.graded),
            "passed": len(self.graded) - len(self.failures), "wrong_figures": self.wrong_figures,
            "groups": self.groups(), "failures": [each.as_json() for each in self.failures],
            "questions": len({each.case.id for each in self.graded}), "needed": NEEDED,
            "needed_oblique": NEEDED_OBLIQUE, "passes": self.passes,
            "unsafe_effects": self.unsafe_effects, "trials": self.trials, "meant": self.meant or len(self.graded),
            **_speed(sorted(each.seconds for each in self.graded)), "usage": _usage(self.graded),
        }  # fmt: skip


def _speed(seconds: Sequence[float]) -> dict[str, float]:
    """Seconds of a talk (all its turns, with the look at the database), in the middle and at the 95th percentile."""
    if not seconds:
        return {"median_seconds": 0.0, "p95_seconds": 0.0}
    late = seconds[min(len(seconds) - 1, int(len(seconds) * 0.95))]
    return {"median_seconds": round(seconds[len(seconds) // 2], 3), "p95_seconds": round(late, 3)}


def _usage(graded: Sequence[Graded]) -> dict[str, Any] | None:
    """Tokens of all turns together, and their cost where the prices of the model are known; None for the planner."""
    found = [answer["usage"] for each in graded for answer in each.talk.answers if answer.get("usage")]
    if not found:
        return None
    costs = [each["cost"].split() for each in found if each["cost"]]
    cost = f"{sum(Decimal(amount) for amount, _ in costs)} {costs[0][1]}" if costs else None
    tokens = {key: sum(each[key] for each in found) for key in ("input_tokens", "cached_tokens", "output_tokens")}
    return {"turns": len(found), **tokens, "cost": cost}


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
    path = folder / file_name(report.model)
    path.write_text(json.dumps(report.as_json(), ensure_ascii=False, indent=2, default=str) + "\n", encoding="utf-8")
    return path


def file_name(model: str) -> str:
    """The name of the file for a model's result.

    >>> file_name("Qwen/2.5 1.5B")
    'Qwen-2.5-1.5B.json'
    """
    return f"{''.join(c if c.isalnum() or c in '.-' else '-' for c in model)}.json"


def show(report: Report, path: Path, wordings: str = "unseen") -> None:
    """Failures in full, then the groups."""
    for each in report.failures:
        _failure(each)
    total, groups = report.as_json(), report.groups()
    reached = sum(each["with_one_question_back"] for each in groups.values())
    of_all = {"interval": wilson(total["passed"], total["cases"]), "with_one_question_back": reached}
    rows = [
        [name, n["cases"], n["passed"], n["with_one_question_back"], "{:.0%} to {:.0%}".format(*n["interval"])]
        for name, n in (groups | {"all": {**total, **of_all}}).items()
    ]
    columns = ["group", "asked", "right", "with one question back", "95% interval"]
    grid(f"Evals of {report.model} on {wordings} wordings", columns, rows, frozenset({1, 2, 3}))
    needed = f"{NEEDED:.0%} of ordinary, {NEEDED_OBLIQUE:.0%} of oblique talks and no wrong figure are needed"
    verdict = "passes" if report.passes else f"does not pass: {needed}"
    _line(
        f"{report.wrong_figures} wrong figures shown as right · {report.unsafe_effects} unsafe effects · {verdict} · {path}"
    )


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
