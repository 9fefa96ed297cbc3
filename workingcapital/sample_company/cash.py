"""Our own bank accounts and credit lines."""

from datetime import time

from workingcapital.sample_company import accounts
from workingcapital.sample_company.chance import stream
from workingcapital.sample_company.company import GROUP, Account, Company
from workingcapital.sample_company.days import START
from workingcapital.sample_company.rows import Books, Row


def bank_key(company: Company, account: Account) -> str:
    """The natural key of one of our accounts."""
    return f"{company.code}/BANK/{account.name}"


def bank_accounts(books: Books) -> None:
    """Bank accounts with their floors, and the credit line of each company."""
    for company in GROUP:
        for account in company.accounts:
            books.add(
                "bank_account", company_id=company.code, key=bank_key(company, account), name=account.name,
                **_numbers(company, account),
                bic=account.bank, currency=account.currency, floor=account.floor, cut_off=time(14, 30),
                run_weekdays=(2, 4),
                rail=account.rail, drop_folder=None,
            )  # fmt: skip
        books.add(
            "credit_line", company_id=company.code, bank=company.bank, currency=company.currency,
            limit_amount=company.credit_limit,
            annual_rate=company.borrowing_rate, source=f"facility agreement with {company.bank}", valid_from=START,
            valid_to=None,
        )  # fmt: skip


def _numbers(company: Company, account: Account) -> Row:
    rng = stream(company.code, "bank", account.name)
    if company.country == "US":
        return {"iban": None, "account_number": accounts.digits(rng, 10), "routing": accounts.aba(rng)}
    if company.country == "GB":
        number, code = accounts.digits(rng, 8), accounts.sort_code(rng)
        return {
            "iban": accounts.with_check_digits("GB", f"THGB{code}{number}"),
            "account_number": number,
            "routing": code,
        }
    return {"iban": accounts.iban(rng, "DE"), "account_number": None, "routing": None}
