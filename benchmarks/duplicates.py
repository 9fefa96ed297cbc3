"""How well bills entered twice are found, on frozen copies of sample bills and on council ledgers: wcc bench duplicates.

Positives: copies of sample bills, of each kind so many, entered into the sample company's books. Hard negatives: every
other pair of one supplier and currency within 1% of the amount and 40 days (rents, leases, instalments, bills credited and
billed again), in the sample and in the ledgers of three councils. A flagged bill that is no copy counts as wrong; pairs of
the ledgers that carry one number are left out of the count and told, because nobody knows whether they are duplicates.
"""

import argparse
from collections import Counter, defaultdict
from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, Final

from benchmarks.duplicates_cases import EACH, EXACT, SEED, Copy, copies, digest
from benchmarks.duplicates_ledgers import LedgerBill, ledgers
from benchmarks.run import show
from benchmarks.timing import machine
from evals.report import wilson
from workingcapital import sample_company
from workingcapital.invoices import normalise_number
from workingcapital.store.database.connection import Books, Store
from workingcapital.store.database.context import Identity
from workingcapital.store.database.embedded import scratch
from workingcapital.store.look_alikes import look_alikes

TODAY: Final = date(2026, 6, 30)
GROUP: Final = ("HALDE", "HALUK", "HALUS")
WHO: Final = "benchmark"

_ORIGINS = """
    select v.company_id, v.invoice_id, v.number, v.gross, v.issue_date, v.posting_date
    from invoice v join party p using (company_id, party_id)
    where v.side = 'payable' and v.kind = 'invoice' and not v.intercompany and v.gross >= 200 and p.vat_number is not null
      and v.posting_date between '2025-01-01' and '2026-05-15' and v.number ~ '[0-9]{3}' and v.duplicate_of_id is null
      and (select count(*) from invoice s where s.company_id = v.company_id and s.party_id = v.party_id and s.gross = v.gross) = 1
      and not exists (select from invoice c where c.company_id = v.company_id and c.credits_invoice_id = v.invoice_id)
      and exists (select from party_bank_account a where a.company_id = v.company_id and a.party_id = v.party_id)
    order by v.company_id, v.number, v.posting_date, v.invoice_id
"""
_CLOSE_PAIRS = """
    select count(*) as pairs from invoice b join invoice a
      on a.company_id = b.company_id and a.party_id = b.party_id and a.currency = b.currency and a.side = b.side
     and a.invoice_id < b.invoice_id and abs(a.gross - b.gross) <= 0.01 * a.gross and abs(a.issue_date - b.issue_date) <= 40
    where b.company_id = %s and b.side = 'payable' and a.gross > 0 and b.source_system <> 'benchmark' and a.source_system <> 'benchmark'
"""


def measure(quick: bool = False, seed: int = SEED) -> dict[str, Any]:
    """The document of the benchmark; quick: fewer copies, no ledgers. Another seed draws copies that nobody tuned on."""
    with scratch() as server:
        server.create_database("wcc_duplicates")
        store = Store(server, "wcc_duplicates")
        store.prepare()
        sample_company.load(store, progress=None)
        results = measured(store, 12 if quick else EACH, () if quick else list(ledgers()), seed)
        store.close_pools()
    return {"name": "duplicates", "machine": machine(), "results": results}


def measured(
    store: Store, each: int, files: Sequence[tuple[str, list[LedgerBill]]] = (), seed: int = SEED
) -> list[dict[str, Any]]:
    """One result for all, one a kind of copy, one a ledger. The store holds the sample company and is written to."""
    who = Identity(WHO, GROUP)
    with store.loading(who) as books:
        planted = {(code, pair["invoice"]) for code in GROUP for pair in look_alikes(books, code, TODAY, Decimal(0))}
        made = copies(books.execute(_ORIGINS).fetchall(), each, seed)
        entered = {_enter(books, copy): copy for copy in made}
        flagged = {
            (code, pair["invoice"]): pair for code in GROUP for pair in look_alikes(books, code, TODAY, Decimal(0))
        }
        negatives = sum(_count(books, code) for code in GROUP)
    found, wrong = _judged(entered, flagged, planted)
    told = [_ledger(store, f"COUNCIL{place}", name, bills) for place, (name, bills) in enumerate(files)]
    negatives += sum(each["hard_negatives"] for each in told)
    wrong_all = len(wrong) + sum(each["wrong"] for each in told)
    fuzzy = [copy for copy in made if copy.kind != EXACT]
    hits = sum(copy in found for copy in fuzzy)
    exact = [found[copy] for copy in made if copy.kind == EXACT and copy in found]
    sure = sum(pair["exact"] for pair in exact)
    head = {
        "copies": len(made), "frozen": digest(made)[:16], "hard_negatives": negatives, "planted_in_the_sample": len(planted),
        "exact_recall": _share(sure, sum(copy.kind == EXACT for copy in made)),
        "fuzzy_recall": _share(hits, len(fuzzy)),
        "precision": _share(hits + sure, hits + sure + wrong_all),
        "wrong": wrong_all,
    }  # fmt: skip
    kinds: dict[str, Counter[str]] = defaultdict(Counter)
    for copy in made:
        kinds[copy.kind][("found" if copy in found else "missed")] += 1
    return [head, *({"kind": kind, **dict(counts)} for kind, counts in kinds.items()), *told]


def _share(hits: int, of: int) -> dict[str, Any]:
    """A share with its 95% Wilson interval."""
    low, high = wilson(hits, of)
    return {"share": round(hits / of, 4), "of": of, "from": round(low, 4), "to": round(high, 4)}


def _judged(
    entered: dict[tuple[str, int], Copy], flagged: dict[tuple[str, int], Any], planted: set[tuple[str, int]]
) -> tuple[dict[Copy, Any], list[Any]]:
    """Copies that were flagged beside their own origin; and flagged bills that nobody copied."""
    found = {
        entered[key]: pair
        for key, pair in flagged.items()
        if key in entered and pair["earlier_invoice"] == entered[key].origin
    }
    strangers = [
        pair for key, pair in flagged.items()
        if key not in planted and (key not in entered or entered[key] not in found)
    ]  # fmt: skip
    return found, strangers


def _enter(books: Books, copy: Copy) -> tuple[str, int]:
    """The copy as a bill of its supplier, or of a twin that shares its account or its VAT number."""
    party = _twin(books, copy) if copy.twin else None
    row = books.execute(
        """insert into invoice (company_id, side, number, normalised_number, party_id, issue_date, posting_date, due_date,
                                currency, net, gross, open_amount, source_system)
           select company_id, 'payable', %(number)s, %(normal)s, coalesce(%(party)s::bigint, party_id), %(issued)s,
                  least(posting_date + %(later)s::integer, %(today)s), due_date, currency, %(gross)s, %(gross)s, %(gross)s, 'benchmark'
           from invoice where company_id = %(company)s and invoice_id = %(origin)s returning invoice_id""",
        {
            "number": copy.number, "normal": normalise_number(copy.number), "party": party, "issued": copy.issued,
            "later": copy.later, "today": TODAY, "gross": copy.gross, "company": copy.company, "origin": copy.origin,
        },
    ).fetchone()  # fmt: skip
    assert row is not None
    return copy.company, row["invoice_id"]


def _twin(books: Books, copy: Copy) -> int:
    row = books.execute(
        """with twin as (
             insert into party (company_id, code, name, normalised_name, is_supplier, vat_number)
             select p.company_id, 'T' || v.invoice_id, p.name || ' (2)', p.normalised_name || ' 2', true,
                    case %(twin)s when 'vat' then p.vat_number end
             from invoice v join party p using (company_id, party_id)
             where v.company_id = %(company)s and v.invoice_id = %(origin)s returning company_id, party_id
           ), account as (
             insert into party_bank_account (company_id, party_id, iban, account_number, routing, holder, valid_from)
             select t.company_id, t.party_id, a.iban, a.account_number, a.routing, a.holder, a.valid_from
             from twin t, lateral (select a.* from party_bank_account a join invoice v using (company_id, party_id)
                                   where v.company_id = %(company)s and v.invoice_id = %(origin)s order by a.account_id limit 1) a
             where %(twin)s = 'account')
           select party_id from twin""",
        {"twin": copy.twin, "company": copy.company, "origin": copy.origin},
    ).fetchone()
    assert row is not None
    return int(row["party_id"])


def _count(books: Books, code: str) -> int:
    row = books.execute(_CLOSE_PAIRS, [code]).fetchone()
    assert row is not None
    return int(row["pairs"])


def _ledger(store: Store, code: str, name: str, bills: list[LedgerBill]) -> dict[str, Any]:
    """The ledger as a company of its own: how many of its bills are flagged, though each is a bill."""
    with store.loading(Identity(WHO, (code,))) as books:
        books.execute(
            """insert into company (company_id, name, base_currency, country, time_zone, holiday_calendar)
               values (%s, %s, 'GBP', 'GB', 'Europe/London', 'GB')""",
            [code, name],
        )
        suppliers = sorted({bill.supplier for bill in bills})
        books.execute(
            """insert into party (company_id, code, name, normalised_name, is_supplier)
               select %s, s, s, lower(s), true from unnest(%s::text[]) s""",
            [code, suppliers],
        )
        books.execute(
            """insert into invoice (company_id, side, number, normalised_number, party_id, issue_date, posting_date, due_date,
                                    currency, net, gross, open_amount)
               select p.company_id, 'payable', b.number, b.normal, p.party_id, b.day, b.day, b.day, 'GBP', b.gross, b.gross, b.gross
               from unnest(%s::text[], %s::text[], %s::text[], %s::date[], %s::numeric[]) b (supplier, number, normal, day, gross)
               join party p on p.company_id = %s and p.code = b.supplier""",
            [
                [b.supplier for b in bills], [b.number for b in bills], [normalise_number(b.number) for b in bills],
                [b.day for b in bills], [b.gross for b in bills], code,
            ],
        )  # fmt: skip
        pairs = look_alikes(books, code, max(bill.day for bill in bills) + timedelta(days=1), Decimal(0))
        same = {pair["invoice"] for pair in pairs if pair["normal"] == pair["earlier_normal"]}
        wrong = {pair["invoice"] for pair in pairs} - same
        return {
            "ledger": name, "bills": len(bills), "hard_negatives": _count(books, code), "wrong": len(wrong),
            "one_number_twice": len(same),
        }  # fmt: skip


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--quick", action="store_true", help="12 copies of each kind, no ledgers")
    parser.add_argument("--seed", type=int, default=SEED, help="another seed: copies that nobody tuned on")
    given = parser.parse_args()
    show(measure(given.quick, given.seed), given.json)


if __name__ == "__main__":
    main()
