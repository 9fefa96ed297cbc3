-- Bank statements, credit lines, and the cash that is not an invoice.

create table credit_line (
    company_id  text not null references company,
    credit_line_id bigint generated always as identity,
    bank        text not null,
    currency    char(3) not null,
    limit_amount numeric(18,4) not null,
    annual_rate numeric(9,6) not null,              -- 0.065 means 6.5% a year
    source      text not null,
    valid_from  date not null,
    valid_to    date,
    primary key (company_id, credit_line_id)
);

create table bank_statement (
    company_id  text not null,
    statement_id bigint generated always as identity,
    bank_account_id bigint not null,
    number      text,
    from_date   date not null,
    to_date     date not null,
    opening     numeric(18,4) not null,
    closing     numeric(18,4) not null,
    currency    char(3) not null,
    source_system text not null default 'manual', source_id text, source_payload jsonb, load_id bigint,
    primary key (company_id, statement_id),
    foreign key (company_id, bank_account_id) references bank_account
);
create index bank_statement_by_account on bank_statement (company_id, bank_account_id, to_date);

create table bank_line (
    company_id  text not null,
    bank_line_id bigint generated always as identity,
    statement_id bigint not null,
    booked_on   date not null,
    value_date  date not null,
    amount      numeric(18,4) not null,             -- credit positive, debit negative
    counterparty text, counterparty_account text,
    remittance  text,
    bank_reference text,
    source_payload jsonb,
    primary key (company_id, bank_line_id),
    foreign key (company_id, statement_id) references bank_statement on delete cascade
);
create index bank_line_by_statement on bank_line (company_id, statement_id);

create table bank_match (
    company_id  text not null,
    bank_match_id bigint generated always as identity,
    bank_line_id bigint not null,
    payment_id  bigint not null,
    amount      numeric(18,4) not null,
    how         text not null,
    matched_by  text,
    primary key (company_id, bank_match_id),
    foreign key (company_id, bank_line_id) references bank_line on delete cascade,
    foreign key (company_id, payment_id) references payment
);

-- Payroll, tax, debt service and one-offs. In positive, out negative.
create table cash_item (
    company_id  text not null references company,
    cash_item_id bigint generated always as identity,
    bank_account_id bigint,
    category    text not null check (category in ('payroll', 'tax', 'debt', 'rent', 'one_off', 'other')),
    description text not null,
    on_date     date not null,
    amount      numeric(18,4) not null,
    currency    char(3) not null,
    recurrence  text not null default 'none' check (recurrence in ('none', 'weekly', 'monthly', 'quarterly', 'yearly')),
    until       date,
    primary key (company_id, cash_item_id),
    foreign key (company_id, bank_account_id) references bank_account
);

-- Sales and purchases ordered and not invoiced yet.
create table order_book (
    company_id  text not null references company,
    order_book_id bigint generated always as identity,
    side        text not null check (side in ('payable', 'receivable')),
    party_id    bigint,
    expected_invoice_date date not null,
    expected_due_date date not null,
    amount      numeric(18,4) not null,             -- tax included
    currency    char(3) not null,
    probability numeric(5,4) not null default 1 check (probability between 0 and 1),
    known_on    date not null,                      -- the day the order entered the book
    primary key (company_id, order_book_id),
    foreign key (company_id, party_id) references party
);

create table forecast_snapshot (
    company_id  text not null references company,
    snapshot_id bigint generated always as identity,
    as_of       date not null,
    method      text not null,
    body        jsonb not null,
    at          timestamptz not null default now(),
    primary key (company_id, snapshot_id)
);
