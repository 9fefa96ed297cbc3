"""A person at a company with files to import."""

from pathlib import Path
from typing import Any

from workingcapital.importing import ImportReport, import_files
from workingcapital.store.database.connection import Store
from workingcapital.store.database.context import Identity


class Desk:
    """A person at a company with files to import."""

    def __init__(self, store: Store, company: str, folder: Path) -> None:
        self.store, self.company, self.folder = store, company, folder
        self.who = Identity("ap.clerk@halden.example", (company,))

    def file(self, text: str | bytes, name: str = "ledger.csv") -> Path:
        path = self.folder / name
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return path

    def load(self, text: str | bytes | Path, **options: Any) -> ImportReport:
        path = text if isinstance(text, Path) else self.file(text, options.pop("name", "ledger.csv"))
        return import_files(self.store, self.who, self.company, [path], **options)

    def ask(self, query: str) -> list[dict[str, Any]]:
        with self.store.loading(self.who) as books:
            return books.execute(query, {"company": self.company}).fetchall()

    def snapshot(self) -> list[list[dict[str, Any]]]:
        """All rows an import writes, the loads and their history apart."""
        return [
            self.ask(f"select * from {table} where company_id = %(company)s order by 1, 2")
            for table in (
                "party", "party_bank_account", "invoice", "invoice_line", "invoice_tax", "instalment", "discount_step",
                "payment", "dispute", "payment_term",
            )
        ] + [self.ask("select instalment_id, allocated_on, settles from allocation where company_id = %(company)s"
            " order by 1")]  # fmt: skip
