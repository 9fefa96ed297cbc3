"""How well grounding tells right from wrong: swaps of right answers it catches, right answers it lets pass, and how fast.

    python -m evals.grounding                    2,000 swaps of answers over all intents, English and German
    python -m evals.grounding --swaps 200 --json

The answers are the planner's own, asked with the examples it was taught (what is measured here is grounding, not
understanding). Each is used as it was drafted, with fact ids, and as a model would type it, with digits.
"""

import argparse
import json
import statistics
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from agent.settings import AgentSettings
from channels.terminal.output import progress
from evals.report import wilson
from evals.right import Right
from evals.right_answers import right_answers
from evals.session import sample_books
from evals.swaps import Swap, swaps_of

SWAPS: Final = 2000
CAUGHT, PASSED = 1.0, 0.995  # shares below which the command fails
LANGUAGES: Final = {"en": "English", "de": "German"}


@dataclass(frozen=True)
class Outcome:
    """Every swap with whether it was caught, every right answer with what was withheld of it, and each grounding's ms."""

    swaps: Sequence[tuple[Swap, bool]]
    rights: Sequence[tuple[Right, tuple[str, ...]]]
    ms: Sequence[float]

    @property
    def missed(self) -> list[Swap]:
        """Wrong answers that passed."""
        return [swap for swap, caught in self.swaps if not caught]

    @property
    def withheld(self) -> list[tuple[Right, tuple[str, ...]]]:
        """Right answers that did not pass whole."""
        return [(right, untied) for right, untied in self.rights if untied]

    def shares(self) -> dict[str, tuple[int, int]]:
        """(good, of) by kind of swap and by language."""
        counted: dict[str, Counter[bool]] = {}
        for swap, caught in self.swaps:
            counted.setdefault(f"swaps: {swap.kind}", Counter())[caught] += 1
        for code, name in LANGUAGES.items():
            counted[f"swaps in {name}"] = Counter(c for swap, c in self.swaps if swap.right.language == code)
            counted[f"right answers in {name}"] = Counter(not u for right, u in self.rights if right.language == code)
        counted["swaps caught"] = Counter(caught for _, caught in self.swaps)
        counted["right answers passed"] = Counter(not untied for _, untied in self.rights)
        return {name: (good[True], good.total()) for name, good in counted.items()}

    def speed(self) -> dict[str, float]:
        """Milliseconds of processor time an answer, half of them and nineteen in twenty."""
        return {"p50_ms": round(statistics.median(self.ms), 2), "p95_ms": round(_percentile(self.ms, 0.95), 2)}

    def passes(self) -> bool:
        """Whether both rates are what they must be."""
        shares = self.shares()
        (caught, swaps), (passed, rights) = shares["swaps caught"], shares["right answers passed"]
        return swaps > 0 and rights > 0 and caught >= CAUGHT * swaps and passed >= PASSED * rights

    def document(self) -> dict[str, object]:
        """As JSON."""
        return {
            "shares": {
                name: {"good": good, "of": of, "interval": [round(each, 4) for each in wilson(good, of)]}
                for name, (good, of) in self.shares().items()
            },
            **self.speed(),
            "missed": [{"kind": s.kind, "intent": s.right.intent, "what": s.what, "text": s.text} for s in self.missed],
            "withheld": [{"intent": r.intent, "question": r.question, "untied": list(u)} for r, u in self.withheld],
        }  # fmt: skip


def judge(rights: Sequence[Right], swaps: Sequence[Swap], step: Callable[[str, float], None] | None = None) -> Outcome:
    """Ground every right answer and every swap."""
    ms: list[float] = []

    def untied(right: Right, text: str | None = None) -> tuple[str, ...]:
        started = time.process_time()
        found = right.untied(text)
        ms.append((time.process_time() - started) * 1000)
        return found

    passed = [(right, untied(right)) for right in rights]
    caught = []
    for number, swap in enumerate(swaps, 1):
        caught.append((swap, bool(untied(swap.right, swap.text))))
        if step:
            step(swap.kind, number / len(swaps))
    return Outcome(caught, passed, ms)


def _percentile(values: Iterable[float], share: float) -> float:
    ordered = sorted(values)
    return ordered[min(int(share * len(ordered)), len(ordered) - 1)]


def show(outcome: Outcome) -> None:
    """Both rates with their intervals, kind by kind, the speed, and every failure in full."""
    for name, (good, of) in outcome.shares().items():
        low, high = wilson(good, of)
        print(f"{name:>27}  {good:>5,} of {of:<5,}  {good / max(of, 1):8.2%}  ({low:.2%} to {high:.2%})")
    print(f"{'an answer takes':>27}  {outcome.speed()['p50_ms']} ms (p50), {outcome.speed()['p95_ms']} ms (p95)")
    for swap in outcome.missed:
        print(f"\nMISSED {swap.kind}: {swap.what} [{swap.right.intent}, {swap.right.language}]\n  {swap.text}")
    for right, untied in outcome.withheld:
        print(f"\nWITHHELD {untied} of {right.question!r}\n  {right.text}")


def main() -> int:
    """Ask, swap, judge, print; 0 when every swap was caught and enough of what is right passed."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--swaps", type=int, default=SWAPS)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--json", action="store_true")
    asked = parser.parse_args()
    with progress("Grounding") as step:
        with sample_books(AgentSettings(), lambda what, share: step(what, share * 0.2)) as books, books.copy() as store:
            rights = right_answers(store, step=lambda what, share: step(what, 0.2 + share * 0.6))
        swaps = swaps_of(rights, asked.swaps, asked.seed)
        outcome = judge(rights, swaps, lambda what, share: step(what, 0.8 + share * 0.2))
    if asked.json:
        sys.stdout.write(json.dumps(outcome.document(), ensure_ascii=False, indent=2) + "\n")
    else:
        show(outcome)
    return 0 if outcome.passes() else 1


if __name__ == "__main__":
    raise SystemExit(main())
