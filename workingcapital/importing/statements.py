"""Bank statements into the books: each proved by its own balances, entered once, taken back as a load."""

import hashlib
from collections.abc import Sequence
from dataclasses import asdict
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

import psycopg

from workingcapital.banking.statement import Refusal, Statement
from workingcapital.errors import BadInput, UnknownCompany
from workingcapital.importing.mapping import FileMapping
from workingcapital.importing.report import ImportReport, Rejection
from workingcapital.importing.settings import ImportSettings
from workingcapital.importing.statement_file import StatementFile, is_statement, open_statements
from workingcapital.store.database.connection import Store
from workingcapital.store.database.context import Identity
from workingcapital.store.loading import load as loading
from workingcapital.store.loading import statements
from workingcapital.store.loading.load import Books

_SOURCE: Final = "bank statements"
_RAILS: Final = {"EUR": "sepa", "GBP": "bacs", "USD": "ach"}
Found = list[tuple[str, Statement]]


def speaks_of_statements(files: Sequence[Path], rules: FileMapping) -> bool:
    """Whether these are statements: said so, or told by their content; a mixture is asked to be taken apart."""
    if rules.kind not in ("auto", "statement"):
        return False
    are = [rules.kind == "statement" or is_statement(file) for file in files]
    if any(are) and not all(are):
        odd = next(file.name for file, is_one in zip(files, are, strict=True) if not is_one)
        raise BadInput(f"{odd} is no bank statement, others are: import statements and ledgers one after the other")
    return all(are)


def import_statements(
    store: Store,
    who: Identity,
    company: str,
    files: Sequence[Path],
    rules: FileMapping,
    report: ImportReport,
    settings: ImportSettings,
) -> ImportReport:
    """Import the statements of all files as one load; a refused one keeps everything from changing, unless accepted."""
    with store.loading(who) as books, books.transaction() as work:
        if loading.company_of(books, company) is None:
            raise UnknownCompany(f"there is no company {company}, or it is not one of yours")
        opened = [open_statements(file, rules, settings) for file in files]
        report.detected = {file.file: file.detected() for file in opened}
        found = _found(opened, report, settings)
        statements.begin(books, company)
        source = rules.source_system or _SOURCE
        held = statements.known(books, company, source, [statement.source_id for _, statement in found])
        found = _refuse_matched(found, held, report, settings)
        report.totals = _totals(found)
        if report.exit_code or not found:
            raise psycopg.Rollback(work)
        report.load_id = _carry_over(books, company, who, opened, found, held, report, source)
        if report.dry_run:
            report.load_id = None
            raise psycopg.Rollback(work)
    return report


def _found(opened: Sequence[StatementFile], report: ImportReport, settings: ImportSettings) -> Found:
    """The statements that stand; refused ones and repeated ids go to the report."""
    found: Found = []
    seen: dict[str, tuple[str, int]] = {}
    for file in opened:
        report.notices += file.notices
        for each in file.found:
            report.read += 1
            if isinstance(each, Refusal):
                report.reject(Rejection(file.file, each.row, each.field, each.why), settings.max_rejects_listed)
                continue
            first = seen.setdefault(each.source_id, (file.file, each.row))
            if first != (file.file, each.row):
                why = f"this statement stands in {first[0]} at {first[1]} already"
                report.reject(Rejection(file.file, each.row, "statement", why), settings.max_rejects_listed)
                continue
            report.notices += [f"{file.file}: {notice}" for notice in each.notices]
            found.append((file.file, each))
    return found


def _refuse_matched(found: Found, held: dict[str, Any], report: ImportReport, settings: ImportSettings) -> Found:
    """A changed statement whose lines are matched to payments would lose the matches."""
    standing = []
    for file, statement in found:
        row = held.get(statement.source_id)
        if row and row["matched"] and row["digest"] != statement.digest():
            why = "it changed since, and lines of it are matched to payments: take the matches back first"
            report.reject(Rejection(file, statement.row, "statement", why), settings.max_rejects_listed)
        else:
            standing.append((file, statement))
    return standing


def _carry_over(
    books: Books, company: str, who: Identity, opened: Sequence[StatementFile], found: Found, held: dict[str, Any],
    report: ImportReport, source: str,
) -> int:  # fmt: skip
    load_id = loading.open_load(books, company, _about(opened, who, report, source))
    accounts: dict[tuple[str, str], int] = {}
    for file, statement in found:
        key = (statement.account.key, statement.currency)
        if key not in accounts:
            accounts[key] = _account(books, company, load_id, statement, report)
        row, before = _row(statement, file, source, accounts[key]), held.get(statement.source_id)
        if before is None:
            statement_id = statements.enter(books, company, load_id, row)
            report.inserted += 1
        elif before["digest"] == statement.digest():
            report.unchanged += 1
            continue
        else:
            statement_id = before["id"]
            statements.change(books, company, load_id, statement_id, row)
            report.updated += 1
        statements.add_lines(books, company, statement_id, (asdict(line) for line in statement.lines))
    report.notices += [
        f"{r['account']}: the statement from {r['from_date']} opens with {r['opening']:.2f} {r['currency']}, the one "
        f"before it closed with {r['before']:.2f}: a statement is missing between them"
        for r in statements.breaks(books, company, load_id)
    ]
    counts = {"inserted": report.inserted, "updated": report.updated, "unchanged": report.unchanged}
    loading.close_load(
        books, company, load_id, {**counts, "read": report.read, "rejected": report.rejected_rows}, report.totals
    )
    return load_id


def _account(books: Books, company: str, load_id: int, statement: Statement, report: ImportReport) -> int:
    """The own account, entered where the company has none of that number yet."""
    account = statement.account
    about = {
        "ibans": list(account.ibans), "iban": account.iban, "number": account.number, "routing": account.routing,
        "bic": account.bic, "currency": statement.currency, "rail": _RAILS.get(statement.currency, "wire"),
        "name": f"{account.name or 'Account'} …{(account.iban or account.number or '')[-4:]} {statement.currency}",
    }  # fmt: skip
    found = statements.account_of(books, company, about)
    if found is not None:
        return found
    report.notices.append(f"{about['name']} is new: the account was entered, with a floor of 0")
    return statements.open_account(books, company, load_id, about)


def _row(statement: Statement, file: str, source: str, account: int) -> dict[str, Any]:
    balances = statement.balances
    return {
        "account": account, "number": statement.number, "from_date": statement.from_date, "to_date": statement.to_date,
        "opening": balances.opening if balances else None, "closing": balances.closing if balances else None,
        "currency": statement.currency, "source_system": source, "source_id": statement.source_id,
        "payload": {**statement.payload, "syntax": statement.syntax, "file": file, "row_number": statement.row,
                    "notices": list(statement.notices), "digest": statement.digest()},
    }  # fmt: skip


def _totals(found: Found) -> dict[str, Any]:
    """Control totals by currency; opening + in + out = closing where every statement states balances."""
    amounts: dict[str, dict[str, Decimal]] = {}
    for _, each in found:
        sums = amounts.setdefault(each.currency, dict.fromkeys(("opening", "in", "out", "closing"), Decimal(0)))
        sums["in"] += sum((line.amount for line in each.lines if line.amount > 0), Decimal(0))
        sums["out"] += sum((line.amount for line in each.lines if line.amount < 0), Decimal(0))
        if each.balances:
            sums["opening"] += each.balances.opening
            sums["closing"] += each.balances.closing
    return {
        "statements": sum(each.balances is not None for _, each in found),
        "notices": sum(each.balances is None for _, each in found),
        "lines": sum(len(each.lines) for _, each in found),
        "accounts": len({(each.account.key, each.currency) for _, each in found}),
        "period_from": min((each.from_date for _, each in found), default=None),
        "period_to": max((each.to_date for _, each in found), default=None),
        "amounts": {
            currency: {name: f"{value:.2f}" for name, value in sums.items()}
            for currency, sums in sorted(amounts.items())
        },
    }


def _about(opened: Sequence[StatementFile], who: Identity, report: ImportReport, source: str) -> dict[str, Any]:
    hashes = [file.sha256 for file in opened]
    return {
        "source_system": source,
        "kind": "statement",
        "file_name": opened[0].file if len(opened) == 1 else f"{len(opened)} files from {opened[0].file}",
        "file_sha256": hashes[0] if len(hashes) == 1 else hashlib.sha256("".join(hashes).encode()).hexdigest(),
        "detected": report.detected,
        "loaded_by": who.person,
    }
