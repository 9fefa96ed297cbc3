"""Right answers to take apart: what the planner says to the examples it was taught, in three companies and two languages."""

import asyncio
import random
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Final

import yaml

from agent.german.spoken import spoken
from agent.graph import Graph, build_graph
from agent.guardrails import clean_answer
from agent.lexicon import lexicon_of, spoken_names
from agent.nodes.ground import grounds
from agent.planner.tables import DATA
from agent.planner.thinker import PlannerThinker
from agent.settings import AgentSettings
from channels.identity import asker_for
from evals.right import Right
from tools.asker import Asker
from workingcapital.errors import CopilotError
from workingcapital.store.database.connection import Store

COMPANIES: Final = ("HALDE", "HALUK", "HALUS")
LEFT_OUT: Final = frozenset({"unsafe"})  # nothing is stated there
EXAMPLES: Final = {"en": 4, "de": 3}


def right_answers(
    store: Store, most: int | None = None, step: Callable[[str, float], None] | None = None
) -> list[Right]:
    """The answers that state figures, once each, as drafted and as typed; to `most` questions, spread over the intents."""
    questions = list(_questions(EXAMPLES))
    questions = questions[:: len(questions) // most] if most else questions
    found: dict[str, Right] = {}
    planner = PlannerThinker(store)
    graph = build_graph(planner, planner, None, AgentSettings())
    for number, asked in enumerate(questions, 1):
        for right in asyncio.run(_answered(graph, store, *asked)):
            found.setdefault(right.text, right)
        if step:
            step("asking", number / len(questions))
    return [form for right in found.values() for form in (right, right.as_typed())]


def _questions(per_intent: dict[str, int]) -> Iterator[tuple[str, str, str, str]]:
    for path in sorted(Path(DATA / "examples").glob("*.yaml")):
        if path.stem in LEFT_OUT:
            continue
        for intent, languages in yaml.safe_load(path.read_text(encoding="utf-8")).items():
            for language, wanted in per_intent.items():
                lines = [line.strip() for line in (languages.get(language) or "").splitlines() if line.strip()]
                for number, line in enumerate(lines[:wanted]):
                    yield intent, language, COMPANIES[number % len(COMPANIES)], line


async def _answered(
    graph: Graph, store: Store, intent: str, language: str, company: str, question: str
) -> Iterable[Right]:
    """One question, asked without a thread being kept: the draft of an answer that states figures, and its evidence."""
    asker = replace(asker_for(store, "cfo@halden.example", company, language=language), thread_id="swaps", turn=1)
    question = _filled(question, asker)
    try:
        state = await graph.ainvoke({"question": question}, context=asker)
    except CopilotError:
        return []
    evidence = tuple(state["evidence"])
    if state["answer"]["status"] != "answered" or not any(found.facts for found in evidence):
        return []
    names = spoken_names(asker)
    text, shown = clean_answer(state["draft"]["text"]), [spoken(each, state["language"]) for each in evidence]
    rests_on = tuple(grounds(list(evidence), shown, state["language"]))
    return [Right(intent, question, state["language"], text, evidence, rests_on, names, tuple(state["focus"]))]


def _filled(question: str, asker: Asker) -> str:
    """The example with a party and a document of the company's own books."""
    lexicon = lexicon_of(asker)
    dice = random.Random(question)
    parties = sorted(party.name for party in lexicon.parties if party.company == asker.company)
    return question.replace("{party}", dice.choice(parties)).replace("{number}", dice.choice(sorted(lexicon.numbers)))
