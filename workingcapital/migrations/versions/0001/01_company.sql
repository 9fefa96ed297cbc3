-- Companies, the loads their rows came from, and the month-end balances they are reconciled against.

create table company (
    company_id        text primary key check (company_id ~ '^[A-Z][A-Z0-9_]{1,15}$'),
    name              text not null,
    base_currency     char(3) not null,
    country           char(2) not null,
    time_zone         text not null,
    holiday_calendar  text not null,                -- 'TARGET', 'GB', 'US': who closes when
    fiscal_year_start smallint not null default 1 check (fiscal_year_start between 1 and 12),
    vat_number        text,
    discount_base     text not null default 'gross' check (discount_base in ('gross', 'net')),
    vat_recoverable   boolean not null default true,
    borrowing_rate    numeric(9,6),                 -- marginal annual cost of cash, with its source beside it
    borrowing_source  text,
    run_weekdays      smallint[] not null default '{2,4}',  -- ISO: 1 Monday … 7 Sunday
    parent_id         text references company,
    today             date,                         -- frozen business date of a sample company; null: the calendar's
    is_sample         boolean not null default false,
    created_at        timestamptz not null default now()
);

create table load (
    company_id     text not null references company,
    load_id        bigint generated always as identity,
    source_system  text not null,
    kind           text not null,                   -- payables, receivables, einvoice, statement, balances …
    file_name      text,
    file_sha256    text,
    period_from    date,
    period_to      date,
    rows_read      integer not null default 0,
    inserted       integer not null default 0,
    updated        integer not null default 0,
    unchanged      integer not null default 0,
    rejected       integer not null default 0,
    control_totals jsonb not null default '{}',
    detected       jsonb not null default '{}',     -- delimiter, encoding, date order, number format, columns
    loaded_by      text,
    loaded_at      timestamptz not null default now(),
    undone_at      timestamptz,
    primary key (company_id, load_id)
);

-- What a changed row looked like before an import changed it: an update keeps its history, an undo restores it.
create table row_history (
    company_id text not null references company,
    history_id bigint generated always as identity,
    load_id    bigint not null,
    table_name text not null,
    row_id     bigint not null,
    change     text not null check (change in ('inserted', 'updated')),
    before     jsonb,
    at         timestamptz not null default now(),
    primary key (company_id, history_id),
    foreign key (company_id, load_id) references load
);

create table ledger_balance (
    company_id   text not null references company,
    balance_id   bigint generated always as identity,
    month_end    date not null,
    account      text not null check (account in ('ar_control', 'ap_control', 'credit_sales', 'purchases', 'cogs', 'inventory', 'revenue')),
    amount       numeric(18,4) not null,            -- balance at month_end, or the month's flow
    currency     char(3) not null,
    includes_tax boolean not null,
    source_system text not null default 'manual', source_id text, source_payload jsonb, load_id bigint,
    primary key (company_id, balance_id),
    unique (company_id, month_end, account, currency)
);
