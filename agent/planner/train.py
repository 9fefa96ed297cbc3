"""`python -m agent.planner.train`: the examples and templates become the classifier's weights."""

import hashlib
import json
import random
import re
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import yaml
from scipy.sparse import csr_matrix

from agent.planner.common import COMMON_FILE
from agent.planner.features import DATA, WIDTH, features
from agent.planner.lexicon import Company, Lexicon, Party
from agent.planner.reading import read
from agent.planner.text import words

TODAY = date(2026, 6, 30)
NAMES = (
    "Brightwater Valves Ltd", "Nordlicht Stahl GmbH", "Okafor & Daughters Inc", "Quellbach Dichtungen KG", "Tessaro Fluidica SpA",
    "Vandermeer Logistics BV", "Zimmerli Präzision AG", "Kestrel Foundry plc", "Lindqvist Pumpteknik AB", "Monday & Sons Ltd",
)
NUMBERS = ("RE-2026-00417", "INV-88213", "ER-104455", "SI/2026/0931", "100482", "AR-55120")
ORDERS = ("PO-2026-0144", "PO-77120", "4500012345")
TRAINING = Lexicon(
    companies=(
        Company("HALDE", "Halden Pumpen GmbH", "DE"),
        Company("HALUK", "Halden Pumps UK Ltd", "GB"),
        Company("HALUS", "Halden Pumps Inc", "US"),
    ),
    parties=tuple(Party(name) for name in NAMES),
    numbers=frozenset(NUMBERS),
    orders=frozenset(ORDERS),
)
WEIGHTS, CARD = DATA / "weights.npz", DATA / "weights.json"
SOURCES = ("templates.yaml", "concepts.json")
TEMPLATES_PER_PHRASE = 7


@dataclass(frozen=True)
class Example:
    """A question, its intent, and the group that must not be split between training and test."""

    text: str
    intent: str
    group: str


def data_hash() -> str:
    """A digest of all that the weights depend on, code of the features included."""
    digest = hashlib.sha256()
    here = Path(__file__).parent
    paths = [*sorted((DATA / "examples").glob("*.yaml")), *(DATA / name for name in SOURCES), *sorted(here.glob("grammar/*.py"))]
    for path in [*paths, here / "features.py", here / "reading.py", here / "linking.py", here / "focus.py", here / "train.py"]:
        digest.update(path.read_bytes())
    return digest.hexdigest()


def written() -> Iterator[Example]:
    """The hand-written examples, their blanks filled with names and numbers of the training lexicon."""
    dice = random.Random(20260630)
    for path in sorted((DATA / "examples").glob("*.yaml")):
        for intent, by_language in yaml.safe_load(path.read_text(encoding="utf-8")).items():
            for text in (line.strip() for lines in by_language.values() for line in lines.splitlines()):
                if text:
                    yield Example(filled(text, dice), intent, f"{intent}:{text}")


def generated() -> Iterator[Example]:
    """Openers, noun phrases and tails, drawn by a fixed seed."""
    dice = random.Random(630)
    plan: dict[str, Any] = yaml.safe_load((DATA / "templates.yaml").read_text(encoding="utf-8"))
    for intent, by_language in plan["phrases"].items():
        for language, phrases in by_language.items():
            for phrase in phrases:
                for _ in range(TEMPLATES_PER_PHRASE):
                    text = dice.choice(plan["openers"][language]) + phrase + dice.choice(plan["tails"][language])
                    yield Example(filled(text, dice), intent, f"{intent}:{phrase}")


def filled(text: str, dice: random.Random) -> str:
    """The blanks of a template filled."""
    for blank, choices in (("{party}", NAMES), ("{number}", NUMBERS), ("{order}", ORDERS)):
        while blank in text:
            text = text.replace(blank, dice.choice(choices), 1)
    return text


def everything() -> list[Example]:
    """All examples."""
    return [*written(), *generated()]


def common_words() -> list[str]:
    """The words of all examples: never taken for a misspelt name."""
    texts = [example.group.split(":", 1)[1] for example in everything()]
    found = {word for text in texts for word in words(re.sub(r"{\w+}", " ", text))}
    concepts = json.loads((DATA / "concepts.json").read_text(encoding="utf-8"))
    found |= {word for phrases in concepts.values() for phrase in phrases.split("|") if "*" not in phrase for word in words(phrase)}
    extra = (DATA / "everyday_words.txt").read_text(encoding="utf-8").split()
    return sorted({word for word in found | set(extra) if not word.isdigit() and len(word) > 1})


def matrix(texts: list[str]) -> "csr_matrix[np.float32]":
    """The features of questions, one row each."""
    rows, columns, values = [], [], []
    for index, text in enumerate(texts):
        for column, value in features(read(text, TRAINING, TODAY).masked).items():
            rows.append(index)
            columns.append(column)
            values.append(value)
    return csr_matrix((np.array(values, np.float32), (rows, columns)), shape=(len(texts), WIDTH))


def fit(x: Any, y: list[str], weight: Any) -> Any:
    """Multinomial logistic regression."""
    from sklearn.linear_model import LogisticRegression

    return LogisticRegression(C=12.0, max_iter=300, class_weight="balanced").fit(x, y, sample_weight=weight)


def cross_validated(x: Any, examples: list[Example], weight: Any) -> dict[str, float]:
    """Accuracy on the hand-written examples, folds grouped by example and by template phrase."""
    from sklearn.model_selection import GroupKFold

    y = [example.intent for example in examples]
    groups = [example.group for example in examples]
    right: Counter[bool] = Counter()
    for train, test in GroupKFold(5).split(x, y, groups):
        model = fit(x[train], [y[i] for i in train], weight[train])
        said = model.predict(x[test])
        hand = [k for k, i in enumerate(test) if weight[i] == 1.0]
        right.update(bool(said[k] == y[test[k]]) for k in hand)
    return {"n": float(sum(right.values())), "accuracy": right[True] / sum(right.values())}


def save(model: Any, scores: dict[str, float], count: int) -> None:
    """Weights as one byte each with a scale a class, beside a card that says what they were made from."""
    coefficients = model.coef_.astype(np.float32)
    used = np.flatnonzero(np.abs(coefficients).max(axis=0) > 0)
    scale = np.abs(coefficients).max(axis=1) / 127.0
    packed = np.rint(coefficients[:, used] / scale[:, None]).astype(np.int8)
    np.savez_compressed(WEIGHTS, weights=packed, used=used.astype(np.int32), scale=scale.astype(np.float32), intercept=model.intercept_.astype(np.float32))
    card = {"data": data_hash(), "examples": count, "intents": list(model.classes_), "grouped_cross_validation": scores, "bytes": WEIGHTS.stat().st_size}
    CARD.write_text(json.dumps(card, indent=1) + "\n", encoding="utf-8")


def main() -> int:
    """Train, cross-validate unless told not to, and write the weights."""
    COMMON_FILE.write_text("\n".join(common_words()) + "\n", encoding="utf-8")
    examples = everything()
    x = matrix([example.text for example in examples])
    hand = {example.text for example in written()}
    weight = np.array([1.0 if example.text in hand else 0.35 for example in examples])
    scores = {} if "--fast" in sys.argv else cross_validated(x, examples, weight)
    save(fit(x, [example.intent for example in examples], weight), scores, len(examples))
    print(CARD.read_text(encoding="utf-8")[-300:])
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
