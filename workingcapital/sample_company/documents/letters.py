"""Contracts, policies and mails as files."""

from collections.abc import Iterator

from workingcapital.sample_company.documents.agreements import AGREEMENTS, POLICY, Agreement
from workingcapital.sample_company.documents.mails import MAILS, Mail, as_bytes
from workingcapital.sample_company.documents.spec import DocumentSpec, Rows
from workingcapital.sample_company.documents.writing import as_docx, as_pdf, clauses_of, opening

Made = tuple[DocumentSpec, bytes]


def letters(rows: Rows) -> Iterator[Made]:
    """Every contract, the policy of each company, every mail."""
    for agreement in AGREEMENTS:
        yield _contract(rows, agreement)
    for company in rows.companies:
        yield _policy(rows, company)
    for mail in MAILS:
        yield _mail(rows, mail)


def _contract(rows: Rows, agreement: Agreement) -> Made:
    party = rows.party(agreement.company, agreement.party)
    ours = rows.companies[agreement.company]["name"]
    write = as_pdf if agreement.form == "pdf" else as_docx
    data = write(agreement.title, opening(agreement, ours, party["city"]), clauses_of(agreement, ours))
    return DocumentSpec(agreement.company, f"{agreement.company}/{agreement.name}", "contract", agreement.party), data


def _policy(rows: Rows, company: str) -> Made:
    row = rows.companies[company]
    blanks = {"company": row["name"], "currency": row["base_currency"]}
    clauses = [(f"{n}. {head}", text.format(**blanks)) for n, (head, text) in enumerate(POLICY, start=1)]
    data = as_pdf("Payment Approval Policy", f"{row['name']}, in force from 1 July 2024", clauses)
    return DocumentSpec(company, f"{company}/payment_approval_policy.pdf", "policy"), data


def _mail(rows: Rows, mail: Mail) -> Made:
    blanks = {"number": "", "domain": "mailer.example"}
    if mail.party:
        party = rows.party(mail.company, mail.party)
        bill = next(row for row in rows.bills(mail.company) if row["party_key"] == party["key"])
        blanks = {"number": bill["number"], "domain": (party["email"] or "mail@supplier.example").split("@")[1]}
    data = as_bytes(mail, f"invoices.{mail.company.lower()}@halden.example", blanks)
    return DocumentSpec(mail.company, f"{mail.company}/{mail.name}", "email", mail.party, attack=mail.attack), data
