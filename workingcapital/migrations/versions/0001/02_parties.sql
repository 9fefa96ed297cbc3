-- Suppliers and customers, their bank accounts and their terms.

create table payment_term (
    company_id text not null references company,
    term_id    bigint generated always as identity,
    code       text not null,
    name       text not null,                       -- in the notation of the trade: 2/10 n30, 3/7 2/14 n30, n30 EOM
    in_time_by text not null default 'credit' check (in_time_by in ('order', 'debit', 'credit', 'receipt')),
    source_system text not null default 'manual', source_id text, source_payload jsonb, load_id bigint,
    primary key (company_id, term_id),
    unique (company_id, code)
);

create table term_line (
    company_id   text not null,
    term_line_id bigint generated always as identity,
    term_id      bigint not null,
    sequence     smallint not null,
    portion      text not null default 'balance' check (portion in ('balance', 'percent', 'fixed')),
    portion_value numeric(18,4),
    due_basis    text not null check (due_basis in ('days_after_invoice', 'days_after_month_end', 'months_after_month_end', 'day_of_this_month', 'day_of_next_month')),
    due_value    smallint not null,
    primary key (company_id, term_line_id),
    foreign key (company_id, term_id) references payment_term on delete cascade,
    unique (company_id, term_id, sequence)
);

create table term_discount (
    company_id   text not null,
    term_discount_id bigint generated always as identity,
    term_line_id bigint not null,
    sequence     smallint not null,
    due_basis    text not null,
    due_value    smallint not null,
    percent      numeric(9,6),                      -- 2 means two per cent
    amount       numeric(18,4),
    base         text not null default 'gross' check (base in ('gross', 'net', 'explicit')),
    primary key (company_id, term_discount_id),
    foreign key (company_id, term_line_id) references term_line on delete cascade,
    unique (company_id, term_line_id, sequence),
    check ((percent is null) <> (amount is null))
);

create table party (
    company_id      text not null references company,
    party_id        bigint generated always as identity,
    code            text not null,                  -- the ledger's own number; may hold letters
    name            text not null,
    normalised_name text not null,                  -- lower case, legal form and punctuation folded: see parties.normalise
    is_supplier     boolean not null default false,
    is_customer     boolean not null default false,
    registry_number text,
    vat_number      text,
    tax_number      text,
    country         char(2),
    street          text, city text, postal_code text, region text,
    ap_term_id      bigint,
    ar_term_id      bigint,
    credit_limit    numeric(18,4),
    credit_currency char(3),
    payment_block   text,                           -- reason; null: not blocked
    payment_block_until date,
    critical        boolean not null default false,
    may_be_stretched_by text,                       -- person who allowed paying this supplier late on purpose
    language        char(2),
    email           text,
    payer_id        bigint,                         -- the group member that pays
    merged_into_id  bigint,
    intercompany_company_id text references company,
    source_system   text not null default 'manual', source_id text, source_payload jsonb, load_id bigint,
    primary key (company_id, party_id),
    unique (company_id, code),
    foreign key (company_id, ap_term_id) references payment_term,
    foreign key (company_id, ar_term_id) references payment_term,
    foreign key (company_id, payer_id) references party,
    foreign key (company_id, merged_into_id) references party,
    check (is_supplier or is_customer)
);
create index party_by_name on party (company_id, normalised_name);
create unique index party_by_source on party (company_id, source_system, source_id) where source_id is not null;

create table party_bank_account (
    company_id      text not null,
    account_id      bigint generated always as identity,
    party_id        bigint not null,
    iban            text,
    account_number  text,
    routing         text,                           -- sort code or ABA number
    bic             text,
    holder          text not null,
    currency        char(3),
    valid_from      date not null,
    valid_to        date,
    status          text not null default 'unverified' check (status in ('unverified', 'verified', 'blocked')),
    status_reason   text,
    verified_by     text, verified_how text, verified_at timestamptz, verification jsonb,
    changed_from_id bigint,                         -- the account this one replaced: the history is the fraud control
    source_system   text not null default 'manual', source_id text, source_payload jsonb, load_id bigint,
    primary key (company_id, account_id),
    foreign key (company_id, party_id) references party,
    foreign key (company_id, changed_from_id) references party_bank_account,
    check (iban is not null or account_number is not null)
);
create index party_bank_account_by_party on party_bank_account (company_id, party_id);
create index party_bank_account_by_iban on party_bank_account (company_id, iban);
