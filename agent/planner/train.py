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
from sklearn.svm import LinearSVC

from agent.planner.intents import meaning
from agent.planner.intents.classifier import odds_of
from agent.planner.intents.features import WIDTH, features
from agent.planner.intents.rules import ranked_with_rules
from agent.planner.names.lexicon import Company, Lexicon, Party
from agent.planner.question.reading import read
from agent.planner.tables import DATA, word_list
from agent.planner.words import typos
from agent.planner.words.common import COMMON_FILE
from agent.planner.words.dictionary import is_word
from agent.planner.words.text import fold, language_of, words

TODAY = date(2026, 6, 30)
NAMES = (
    "Brightwater Valves Ltd",
    "Nordlicht Stahl GmbH",
    "Okafor & Daughters Inc",
    "Quellbach Dichtungen KG",
    "Tessaro Fluidica SpA",
    "Vandermeer Logistics BV",
    "Zimmerli Präzision AG",
    "Kestrel Foundry plc",
    "Lindqvist Pumpteknik AB",
    "Monday & Sons Ltd",
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
TEMPLATES_PER_PHRASE = 5
SOFTNESS, FOLDS = 2.0, 5
STRANGE = frozenset({"out_of_scope", "competitor"})  # their examples name firms that are in no book
NOT_OURS = frozenset({"out_of_scope", "injection", "greeting", "thanks"})
VERBOSE = "--errors" in sys.argv


@dataclass(frozen=True)
class Example:
    """A question, its intent, and the group that must not be split between training and test."""

    text: str
    intent: str
    group: str


def data_hash() -> str:
    """A digest of all that the weights depend on: every example as the classifier sees it, and how it looks at it."""
    digest = hashlib.sha256(Path(features.__code__.co_filename).read_bytes())
    digest.update((DATA / "concepts.json").read_bytes())
    for example in everything():
        digest.update(f"{example.intent}\t{read(example.text, TRAINING, TODAY).masked}\n".encode())
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


def nameless(example: Example) -> str:
    """The words of an example as written, without the firms it names: those are no words of the language."""
    text = example.group.split(":", 1)[1]
    for name in NAMES:
        text = re.sub(rf"\b{re.escape(name.rsplit(' ', 1)[0])}\b", " ", text, flags=re.IGNORECASE)
    return text


def common_words() -> list[str]:
    """The words of the examples that are ours to answer, slips left out: never taken for a misspelt name."""
    texts = [nameless(example) for example in everything() if example.intent not in STRANGE]
    seen = Counter(word for text in texts for word in set(words(re.sub(r"{\w+}", " ", text))))
    found = {word for word, times in seen.items() if times > 2 or is_word(word)}
    concepts = json.loads((DATA / "concepts.json").read_text(encoding="utf-8"))
    found |= {
        word
        for phrases in concepts.values()
        for phrase in phrases.split("|")
        if "*" not in phrase
        for word in words(phrase)
    }
    extra = (DATA / "everyday_words.txt").read_text(encoding="utf-8").split()
    return sorted({word for word in found | set(extra) if not word.isdigit() and len(word) > 1})


def nouns() -> list[str]:
    """Words that German examples write large inside a sentence."""
    texts = [nameless(example) for example in everything() if example.intent not in STRANGE]
    inside = (
        match[1]
        for text in texts
        if language_of(text) == "de"
        for match in re.finditer(r"[\w,] ([A-ZÄÖÜ]\w{3,})", text)
    )
    return sorted({fold(word) for word in inside if word.isalpha()})


def scope_words() -> list[str]:
    """The words of questions that are ours to answer: a question with none of them is out of scope."""
    ours = [example for example in everything() if example.intent not in NOT_OURS]
    found = {word for example in ours for word in words(re.sub(r"{\w+}", " ", nameless(example)))}
    concepts = json.loads((DATA / "concepts.json").read_text(encoding="utf-8"))
    kept = [phrases for name, phrases in concepts.items() if name != "OUT"]
    found |= {word for phrases in kept for word in words(phrases)}
    return sorted(word for word in found if not word.isdigit() and len(word) > 1)


def matrix(texts: list[str]) -> "csr_matrix[np.float32]":
    """The features of questions, one row each."""
    rows, columns, values = [], [], []
    for index, text in enumerate(texts):
        for column, value in features(read(text, TRAINING, TODAY).masked).items():
            rows.append(index)
            columns.append(column)
            values.append(value)
    return csr_matrix((np.array(values, np.float32), (rows, columns)), shape=(len(texts), WIDTH))


@dataclass(frozen=True)
class Linear:
    """A linear model: each class has its weights and its intercept."""

    classes: tuple[str, ...]
    weights: Any
    intercept: Any


def fit(x: Any, y: list[str], weight: Any) -> Linear:
    """Each class against the rest by a linear support vector machine (LIBLINEAR, squared hinge), always the same way."""
    made = LinearSVC(C=SOFTNESS, dual=True, max_iter=1000, random_state=0).fit(x, y, sample_weight=weight)
    return Linear(tuple(made.classes_), made.coef_.astype(np.float32), made.intercept_.astype(np.float32))


def fit_meaning(examples: list[Example]) -> Linear:
    """The same kind of model over sentence vectors; its classes are those of the words, in their order."""
    seen = meaning.vectors([read(example.text, TRAINING, TODAY).masked for example in examples])
    made = LinearSVC(C=1.0, dual=True, max_iter=1000, random_state=0).fit(seen, [each.intent for each in examples])
    return Linear(tuple(made.classes_), made.coef_.astype(np.float32), made.intercept_.astype(np.float32))


def cross_validated(x: Any, examples: list[Example], weight: Any) -> dict[str, float]:
    """Accuracy on the hand-written examples, alone and with the rules, in folds grouped by example and template phrase."""
    groups = sorted({example.group for example in examples})
    random.Random(5).shuffle(groups)
    fold_of = {group: i % FOLDS for i, group in enumerate(groups)}
    folds = np.array([fold_of[example.group] for example in examples])
    right = {"alone": 0, "with_rules": 0, "first_or_second": 0, "n": 0}
    for fold_number in range(FOLDS):
        train, test = np.flatnonzero(folds != fold_number), np.flatnonzero((folds == fold_number) & (weight == 1.0))
        model = fit(x[train], [examples[i].intent for i in train], weight[train])
        scores = x[test] @ model.weights.T + model.intercept
        for row, i in zip(scores, test, strict=True):
            _tally(right, model.classes, row, examples[i])
    n = right.pop("n")
    return {"n": n, **{name: round(hits / n, 4) for name, hits in right.items()}}


def _tally(right: dict[str, int], classes: tuple[str, ...], row: Any, example: Example) -> None:
    odds = odds_of(np.asarray(row))
    ranked = sorted(zip(classes, odds.tolist(), strict=True), key=lambda pair: -pair[1])
    masked = fold(read(example.text, TRAINING, TODAY).masked)
    better = ranked_with_rules(masked, ranked)
    right["n"] += 1
    right["alone"] += ranked[0][0] == example.intent
    right["with_rules"] += better[0][0] == example.intent
    right["first_or_second"] += example.intent in (better[0][0], better[1][0])
    if VERBOSE and better[0][0] != example.intent:
        print(f"{example.intent} -> {better[0][0]} {better[0][1]:.2f} {better[1][0]} | {example.text}", file=sys.stderr)


def save(model: Linear, scores: dict[str, float], count: int) -> None:
    """Weights as one byte each with a scale a class, beside a card that says what they were made from."""
    coefficients = model.weights.astype(np.float32)
    used = np.flatnonzero(np.abs(coefficients).max(axis=0) > 0)
    scale = np.abs(coefficients).max(axis=1) / 127.0
    packed = np.rint(coefficients[:, used] / scale[:, None]).astype(np.int8)
    np.savez_compressed(
        WEIGHTS,
        weights=packed,
        used=used.astype(np.int32),
        scale=scale.astype(np.float32),
        intercept=model.intercept.astype(np.float32),
    )
    card = {
        "data": data_hash(),
        "examples": count,
        "intents": list(model.classes),
        "grouped_cross_validation": scores,
        "bytes": WEIGHTS.stat().st_size,
    }
    CARD.write_text(json.dumps(card, indent=1) + "\n", encoding="utf-8")


def main() -> int:
    """Train, cross-validate unless told not to, and write the weights."""
    COMMON_FILE.write_text("\n".join(common_words()) + "\n", encoding="utf-8")
    (DATA / "scope_words.txt").write_text("\n".join(scope_words()) + "\n", encoding="utf-8")
    (DATA / "nouns.txt").write_text("\n".join(nouns()) + "\n", encoding="utf-8")
    for kept in (word_list, typos.by_shape, typos.put_right):
        kept.cache_clear()  # the lists just written are the ones to read by
    examples = everything()
    x = matrix([example.text for example in examples])
    hand = {example.text for example in written()}
    weight = np.array([1.0 if example.text in hand else 0.35 for example in examples])
    scores = {} if "--fast" in sys.argv else cross_validated(x, examples, weight)
    intents = [example.intent for example in examples]
    save(fit(x, intents, weight), scores, len(examples))
    meaning.save(fit_meaning([example for example in examples if example.text in hand]))
    print(CARD.read_text(encoding="utf-8")[-300:])
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
