-- Bills and customer invoices. Amounts carry their sign: a credit note is negative, so that sums are sums.

create table invoice (
    company_id     text not null references company,
    invoice_id     bigint generated always as identity,
    side           text not null check (side in ('payable', 'receivable')),
    kind           text not null default 'invoice' check (kind in ('invoice', 'credit_note', 'debit_memo', 'prepayment', 'self_billed')),
    number         text not null,                   -- ours for receivables, theirs for payables; theirs is not unique
    normalised_number text not null,                -- upper case, punctuation and leading zeros folded
    our_number     text,
    party_id       bigint not null,
    payee_id       bigint,                          -- deviating payee
    credits_invoice_id bigint,                      -- the invoice a credit note refers to
    issue_date     date not null,
    posting_date   date not null,
    receipt_date   date,
    baseline_date  date,                            -- from which terms count; null: issue date
    due_date       date not null,
    currency       char(3) not null,
    fx_rate        numeric(18,8),                   -- to base currency at posting; null: base currency
    net            numeric(18,4) not null,
    tax            numeric(18,4) not null default 0,
    gross          numeric(18,4) not null,
    withholding_percent numeric(9,6),
    open_amount    numeric(18,4) not null,          -- kept by a trigger from allocations; equals the sum over instalments
    term_id        bigint,
    term_text      text,                            -- as printed on the document or in the file
    approval       text not null default 'approved' check (approval in ('entered', 'waiting', 'approved', 'rejected')),
    approved_by    text, approved_at timestamptz, approval_limit numeric(18,4),
    hold_reason    text, hold_until date, hold_code text check (hold_code in ('price', 'quantity', 'no_receipt', 'bank_change', 'duplicate', 'dispute', 'quality', 'other')),
    disputed       boolean not null default false,
    dunning_block  boolean not null default false,
    dunning_level  smallint not null default 0,
    cost_centre    text,
    po_number      text,
    payment_reference text,
    erp_lock       text,
    duplicate_of_id bigint,
    intercompany   boolean not null default false,
    status         text not null default 'open' check (status in ('draft', 'open', 'paid', 'void', 'deleted')),
    source_system  text not null default 'manual', source_id text, source_payload jsonb, load_id bigint,
    primary key (company_id, invoice_id),
    foreign key (company_id, party_id) references party,
    foreign key (company_id, payee_id) references party,
    foreign key (company_id, term_id) references payment_term,
    foreign key (company_id, credits_invoice_id) references invoice,
    foreign key (company_id, duplicate_of_id) references invoice,
    check ((kind = 'credit_note') = (gross < 0)),
    check (gross <> 0)
);
create unique index invoice_by_source on invoice (company_id, source_system, source_id) where source_id is not null;
create index invoice_open on invoice (company_id, side, due_date) where open_amount <> 0 and status = 'open';
create index invoice_by_party on invoice (company_id, party_id, issue_date);
create index invoice_by_number on invoice (company_id, normalised_number);
create index invoice_by_posting on invoice (company_id, side, posting_date);

create table invoice_line (
    company_id  text not null,
    line_id     bigint generated always as identity,
    invoice_id  bigint not null,
    sequence    smallint not null,
    description text not null,
    quantity    numeric(18,6) not null default 1,
    unit_price  numeric(18,6) not null,
    net         numeric(18,4) not null,
    tax_percent numeric(9,6) not null default 0,
    cost_centre text,
    po_line     text,
    primary key (company_id, line_id),
    foreign key (company_id, invoice_id) references invoice on delete cascade,
    unique (company_id, invoice_id, sequence)
);

create table invoice_tax (
    company_id  text not null,
    invoice_tax_id bigint generated always as identity,
    invoice_id  bigint not null,
    category    text not null,
    percent     numeric(9,6) not null,
    base        numeric(18,4) not null,
    amount      numeric(18,4) not null,
    primary key (company_id, invoice_tax_id),
    foreign key (company_id, invoice_id) references invoice on delete cascade
);
create index invoice_tax_by_invoice on invoice_tax (company_id, invoice_id);

-- What is paid is an instalment; an invoice has at least one. Proposals, allocations and ageing speak of instalments ("items").
create table instalment (
    company_id    text not null,
    instalment_id bigint generated always as identity,
    invoice_id    bigint not null,
    sequence      smallint not null default 1,
    due_date      date not null,
    amount        numeric(18,4) not null,
    open_amount   numeric(18,4) not null,           -- kept by a trigger from allocations
    primary key (company_id, instalment_id),
    foreign key (company_id, invoice_id) references invoice on delete cascade,
    unique (company_id, invoice_id, sequence),
    check (amount <> 0)
);
create index instalment_open on instalment (company_id, due_date) where open_amount <> 0;

create table discount_step (
    company_id    text not null,
    step_id       bigint generated always as identity,
    instalment_id bigint not null,
    sequence      smallint not null,
    pay_by        date not null,
    percent       numeric(9,6) not null,            -- 2 means two per cent
    base          numeric(18,4) not null,           -- amount the percentage applies to
    amount        numeric(18,4) not null,           -- cash discount, tax included where the base is gross
    tax_part      numeric(18,4) not null default 0, -- share of `amount` that is a VAT correction, not a saving
    source        text not null default 'term' check (source in ('term', 'document', 'manual')),
    in_time_by    text not null default 'credit' check (in_time_by in ('order', 'debit', 'credit', 'receipt')),
    primary key (company_id, step_id),
    foreign key (company_id, instalment_id) references instalment on delete cascade,
    unique (company_id, instalment_id, sequence)
);
create index discount_step_by_pay_by on discount_step (company_id, pay_by);

create table dispute (
    company_id text not null,
    dispute_id bigint generated always as identity,
    invoice_id bigint not null,
    reason     text not null,
    amount     numeric(18,4),
    opened_on  date not null,
    closed_on  date,
    primary key (company_id, dispute_id),
    foreign key (company_id, invoice_id) references invoice on delete cascade
);
create index dispute_by_invoice on dispute (company_id, invoice_id);

create table promise_to_pay (
    company_id  text not null,
    promise_id  bigint generated always as identity,
    invoice_id  bigint not null,
    promised_on date not null,
    pay_on      date not null,
    amount      numeric(18,4) not null,
    said_by     text,
    kept        boolean,
    primary key (company_id, promise_id),
    foreign key (company_id, invoice_id) references invoice on delete cascade
);
create index promise_by_invoice on promise_to_pay (company_id, invoice_id);

create table contact_log (
    company_id text not null,
    contact_id bigint generated always as identity,
    party_id   bigint not null,
    at         timestamptz not null,
    channel    text not null,
    person_id  text,
    note       text not null,
    primary key (company_id, contact_id),
    foreign key (company_id, party_id) references party
);

create table dunning_letter (
    company_id text not null,
    letter_id  bigint generated always as identity,
    party_id   bigint not null,
    level      smallint not null check (level between 1 and 4),
    letter_date date not null,
    amount     numeric(18,4) not null,
    currency   char(3) not null,
    text       text not null,
    status     text not null default 'draft' check (status in ('draft', 'sent', 'withdrawn')),
    primary key (company_id, letter_id),
    foreign key (company_id, party_id) references party
);
