"""What cannot be planned is said in the same words by the command, by the tool and in the chat, in both languages.

Each case is a company of its own with one thing wrong; docs/timing.md lists them.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from typing import Any

import pytest
from typer.testing import CliRunner

from agent.german.catalogue import sentences
from agent.planner.thinker import PlannerThinker
from channels.terminal import proposals as commands
from cli import app
from tests.agent.scripted import answers
from tests.store.small_books import ANALYST, ANN, TODAY, enter_bill, enter_company
from tests.tools.calling import ask
from tools.asker import Asker
from tools.payment_runs import propose_payment_run
from workingcapital.errors import CopilotError
from workingcapital.store.database.connection import Store
from workingcapital.store.database.context import Identity
from workingcapital.timing.question import NoRun

RUN, LATER, DUE_RUN = "2026-07-02", "2026-07-07", "2026-07-16"
_numbers = count(1)


@dataclass(frozen=True)
class Case:
    """Books with one thing wrong: bills, cash, and what is changed after they are entered."""

    bills: Sequence[str] = ("1000",)
    cash: str | None = "100000"
    changes: Sequence[str] = ()
    floor: str = "0"
    run: str = RUN


NO_RUNS = Case(changes=("update company set run_weekdays = '{}' where company_id = %(c)s",))
OUTLIVES = Case(changes=("update discount_step set pay_by = '2026-08-09' where company_id = %(c)s",), run=DUE_RUN)
WRONG_ORDER = Case(
    changes=(
        """insert into discount_step (company_id, instalment_id, sequence, pay_by, percent, base, amount)
           select company_id, instalment_id, 2, '2026-07-17', 3, base, 30 from discount_step where company_id = %(c)s""",
    ),
    run=DUE_RUN,
)
NO_RATE = Case(changes=("update company set borrowing_rate = null where company_id = %(c)s",))

REFUSED = {
    "no run before the horizon ends": (NO_RUNS, "has no payment run from 2026-0"),
    "a floor above all cash": (Case(floor="900000000"), "short of 900,000,000.00 EUR. A floor of 98,6"),
    "a bill larger than any day's cash": (
        Case(bills=("500", "2000000")),
        "R-2 of Supplier S1 alone, 1,960,000.00 EUR, is more than there is above the floor on any day, 100,000.00 EUR. "
        "No floor can be kept: put bills on hold, bring in receipts earlier, or draw the credit line.",
    ),
    "a negative open amount": (Case(bills=("-500",)), "may be paid: 1 × a credit is offset, not paid."),
    "a missing rate": (NO_RATE, "so that no discount can be weighed against its financing; load a credit line"),
    "zero bills": (Case(bills=()), "No payables of {code} have been loaded yet."),
    "zero bills within the horizon": (
        Case(changes=("update instalment set due_date = '2027-07-20' where company_id = %(c)s",)),
        "No bill of {code} is open that falls due within the horizon: there is nothing to pay.",
    ),
    "a forecast not loaded": (Case(cash=None), "No bank statements of {code} have been loaded yet."),
    "all bills wait": (Case(), f"each waits for a better one. The first that the plan pays on is {LATER}."),
}
PLANNED = {
    "a discount deadline after the due date": (
        OUTLIVES,
        "R-1 of Supplier S1: its discount runs until 2026-08-09, after its due date 2026-07-20; it is paid by the due date.",
    ),
    "two steps in the wrong order": (
        WRONG_ORDER,
        "R-1 of Supplier S1: a later discount step gives more than an earlier one; the larger one is taken.",
    ),
    "a negative open amount beside a bill": (
        Case(bills=("-500", "1000"), run=LATER),
        "Supplier S1 has open credits of 500.00 EUR against 980.00 EUR on this run: net 480.00 EUR. "
        "They are not netted: this run pays the bills in full. Offset them first.",
    ),
    "a million million": (Case(bills=("1000000000000",), cash="5000000000000", run=LATER), None),
}


@dataclass
class Doors:
    """One company as the analyst meets it."""

    asker: Asker
    patch: Callable[..., None]
    said: dict[str, str] = field(default_factory=dict)

    def command(self, case: Case) -> Any:
        """wcc propose."""

        @contextmanager
        def opened(*_: Any, **__: Any) -> Iterator[Asker]:
            yield self.asker

        self.patch(commands, "opened", opened)
        return CliRunner().invoke(app, ["propose", "--run", case.run, "--floor", case.floor, "--draft"])

    def tool(self, case: Case) -> tuple[str, list[str]]:
        """What the tool says, and its notices."""
        try:
            found = ask(propose_payment_run, self.asker, run_date=case.run, floor=case.floor)
        except CopilotError as refused:
            return f"{refused.title()} {refused.detail}", []
        return found.say, found.notices

    def chat(self, case: Case) -> dict[str, Any]:
        """The answer to the same wish in words."""
        wish = f"Propose the payment run of {case.run} keeping {case.floor} EUR"
        return answers(self.asker, PlannerThinker(self.asker.store), wish)[-1]


@pytest.fixture
def doors(store: Store, monkeypatch: pytest.MonkeyPatch) -> Callable[[Case], Doors]:
    def entered(case: Case) -> Doors:
        code = f"BAD{next(_numbers)}"
        enter_company(store, code)
        for n, amount in enumerate(case.bills, 1):
            enter_bill(store, code, amount, number=f"R-{n}")
        with store.loading(Identity(ANN, (code,))) as books:
            books.execute("update company set borrowing_rate = 0.065 where company_id = %s", [code])
            books.execute(
                """insert into bank_statement (company_id, bank_account_id, from_date, to_date, opening, closing, currency)
                   select company_id, bank_account_id, %(day)s, %(day)s, %(cash)s::numeric, %(cash)s::numeric, 'EUR'
                   from bank_account where company_id = %(c)s and %(cash)s::numeric is not null""",
                {"c": code, "day": TODAY, "cash": case.cash},
            )
            for change in case.changes:
                books.execute(change.encode(), {"c": code})
        roles = {code: frozenset({"treasury_analyst"})}
        return Doors(Asker(ANALYST, code, (code,), (code,), roles, TODAY, "en", "t", 1, store), monkeypatch.setattr)

    return entered


def flat(text: str) -> str:
    return " ".join(text.split())


@pytest.mark.parametrize("name", REFUSED)
def test_what_cannot_be_planned_is_refused_alike(name: str, doors: Callable[[Case], Doors]) -> None:
    case, words = REFUSED[name]
    company = doors(case)
    expected = words.format(code=company.asker.company)
    ran, (said, _), answer = company.command(case), company.tool(case), company.chat(case)
    assert ran.exit_code in (2, 3)
    assert expected in flat(ran.stderr)
    assert expected in said
    assert answer["status"] in ("no_data", "clarify")
    assert flat(expected.split("2026")[0]) in flat(answer["answer"])  # the chat writes days as people do
    assert sentences(said)[1] == ()


@pytest.mark.parametrize("name", PLANNED)
def test_what_is_only_odd_is_planned_and_told(name: str, doors: Callable[[Case], Doors]) -> None:
    case, words = PLANNED[name]
    company = doors(case)
    ran, (_, notices) = company.command(case), company.tool(case)
    assert ran.exit_code == 0
    if words is None:
        assert "980,000,000,000.00" in ran.stdout
        assert notices == []
        return
    assert words in flat(ran.stdout)
    assert any(words in notice for notice in notices)
    assert all(sentences(notice)[1] == () for notice in notices)
    assert words.split("2026")[0] in " ".join(company.chat(case)["notices"])


def test_a_company_whose_banks_are_closed_on_each_day_of_its_runs_says_so(doors: Callable[[Case], Doors]) -> None:
    company = doors(Case(changes=("update company set run_weekdays = '{6,7}' where company_id = %(c)s",)))
    said, _ = company.tool(Case())
    assert "its banks are closed on every Saturday, Sunday" in said
    assert sentences(said)[1] == ()
    assert NoRun.status == 422
