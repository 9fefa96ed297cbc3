"""The staging tables of imports: what is read of a file stands there until it is carried into the books."""

from typing import Final

STAGING: Final = """
create temporary table stage_party (
    party_key text not null, code text not null, generated boolean not null,
    name text not null, normalised_name text not null, look_alike_of text,
    is_supplier boolean not null, is_customer boolean not null,
    vat_number text, tax_number text, registry_number text,
    country text, street text, city text, postal_code text, email text,
    source_system text not null, party_id bigint, is_new boolean not null default false
) on commit drop;
create temporary table stage_account (
    party_key text not null, iban text not null, bic text, holder text not null,
    currency char(3), valid_from date not null, fault text
) on commit drop;
create temporary table stage_document (
    seq bigint not null, file text not null, row integer not null, repeatable boolean not null,
    digest text not null, source_payload jsonb not null,
    source_system text not null, source_id text not null, party_key text not null, payee_key text,
    side text not null, kind text not null, number text not null, normalised_number text not null, our_number text,
    issue_date date not null, posting_date date not null, receipt_date date, baseline_date date,
    due_date date not null, currency char(3) not null, fx_rate numeric, net numeric not null, tax numeric not null, gross numeric not null,
    terms text, term_text text, approval text not null, status text not null, disputed boolean not null,
    po_number text, cost_centre text, payment_reference text, hold_code text, hold_reason text,
    iban text, settled_on date, settled_amount numeric
) on commit drop;
create temporary table stage_line (
    seq bigint, sequence integer, description text,
    quantity numeric, unit_price numeric, net numeric, tax_percent numeric
) on commit drop;
create temporary table stage_tax (
    seq bigint, category text, percent numeric, base numeric, amount numeric
) on commit drop;
create temporary table stage_instalment (
    seq bigint, sequence integer, due_date date, amount numeric, settled numeric
) on commit drop;
create temporary table stage_step (
    seq bigint, instalment integer, sequence integer, pay_by date,
    percent numeric, base numeric, amount numeric, tax_part numeric, source text
) on commit drop;
create temporary table stage_term (code text, due_basis text, due_value integer) on commit drop;
create temporary table stage_term_discount (
    code text, sequence integer, due_basis text, due_value integer, percent numeric
) on commit drop;
create temporary table stage_taken (invoice_id bigint primary key, row integer) on commit drop;
create temporary table stage_times (
    source_system text, source_id text, times bigint, primary key (source_system, source_id)
) on commit drop;
create temporary table stage_met (party_key text primary key) on commit drop;
create temporary table stage_watched (invoice_id bigint) on commit drop;
create temporary table stage_new_account (
    party_id bigint, iban text, bic text, holder text, currency char(3), valid_from date, fault text, source_system text
) on commit drop;
"""

# A large load comes in pieces. These hold what was read of the piece at hand …
OF_A_PIECE: Final = ("stage_party", "stage_account", "stage_document", "stage_line", "stage_tax", "stage_instalment",
                     "stage_step", "stage_term", "stage_term_discount")  # fmt: skip
# … these what was made of it: what is known, new or changed, and whose it is …
MADE: Final = ("stage_known", "stage_invoice", "named_party")
# … and these what the load must know of all pieces: documents that came already, how often an id that may repeat did,
# parties, new bills to be looked at for duplicates, accounts that bills named.
OF_THE_LOAD: Final = ("stage_taken", "stage_times", "stage_met", "stage_watched", "stage_new_account")

# One COPY statement for each staging table, columns in the order of the rows.
COPIES: Final = {
    "party": """
        copy stage_party (
            party_key, code, generated, name, normalised_name, look_alike_of, is_supplier, is_customer, vat_number,
            tax_number, registry_number, country, street, city, postal_code, email, source_system
        ) from stdin""",
    "account": "copy stage_account (party_key, iban, bic, holder, currency, valid_from, fault) from stdin",
    "document": """
        copy stage_document (
            seq, file, row, repeatable, digest, source_payload, source_system, source_id, party_key, payee_key, side,
            kind, number, normalised_number, our_number, issue_date, posting_date, receipt_date, baseline_date,
            due_date, currency, fx_rate, net, tax, gross, terms, term_text, approval, status, disputed, po_number, cost_centre,
            payment_reference, hold_code, hold_reason, iban, settled_on, settled_amount
        ) from stdin""",
    "line": "copy stage_line (seq, sequence, description, quantity, unit_price, net, tax_percent) from stdin",
    "tax": "copy stage_tax (seq, category, percent, base, amount) from stdin",
    "instalment": "copy stage_instalment (seq, sequence, due_date, amount, settled) from stdin",
    "step": """
        copy stage_step (
            seq, instalment, sequence, pay_by, percent, base, amount, tax_part, source
        ) from stdin""",
    "term": "copy stage_term (code, due_basis, due_value) from stdin",
    "term_discount": "copy stage_term_discount (code, sequence, due_basis, due_value, percent) from stdin",
}
