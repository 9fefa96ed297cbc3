-- Money that moved, and what it settled. An allocation has a date, so that the books can be rebuilt as of any day.

create table bank_account (
    company_id   text not null references company,
    bank_account_id bigint generated always as identity,
    name         text not null,
    iban         text, account_number text, routing text, bic text,
    currency     char(3) not null,
    floor        numeric(18,4) not null default 0,  -- balance that must stay on the account
    cut_off      time, run_weekdays smallint[],
    rail         text not null default 'sepa' check (rail in ('sepa', 'bacs', 'ach', 'wire')),
    drop_folder  text,
    primary key (company_id, bank_account_id),
    unique (company_id, name)
);

create table payment (
    company_id   text not null references company,
    payment_id   bigint generated always as identity,
    direction    text not null check (direction in ('out', 'in')),
    party_id     bigint,
    bank_account_id bigint,
    payee_account_id bigint,
    value_date   date not null,
    currency     char(3) not null,
    amount       numeric(18,4) not null check (amount > 0),
    reference    text,
    run_date     date,
    status       text not null default 'booked' check (status in ('scheduled', 'released', 'booked', 'returned', 'void')),
    proposal_id  uuid,
    end_to_end_id text,
    source_system text not null default 'manual', source_id text, source_payload jsonb, load_id bigint,
    primary key (company_id, payment_id),
    foreign key (company_id, party_id) references party,
    foreign key (company_id, bank_account_id) references bank_account,
    foreign key (company_id, payee_account_id) references party_bank_account
);
create unique index payment_by_source on payment (company_id, source_system, source_id) where source_id is not null;
create index payment_by_party on payment (company_id, party_id, value_date);
create index payment_by_value_date on payment (company_id, direction, value_date);

create table allocation (
    company_id    text not null,
    allocation_id bigint generated always as identity,
    instalment_id bigint not null,
    payment_id    bigint,                           -- null: settled by a credit note or a write-off
    credit_invoice_id bigint,                       -- the credit note on the other side of an offset
    allocated_on  date not null,
    amount        numeric(18,4) not null,           -- signed as the instalment
    discount_taken numeric(18,4) not null default 0,
    tax_correction numeric(18,4) not null default 0,-- part of discount_taken that corrects VAT
    write_off     numeric(18,4) not null default 0,
    withheld      numeric(18,4) not null default 0,
    fx_gain       numeric(18,4) not null default 0, -- in base currency; a loss is negative
    settles       numeric(18,4) generated always as (amount + discount_taken + write_off + withheld) stored,
    reversed_on   date,
    source_system text not null default 'manual', source_id text, source_payload jsonb, load_id bigint,
    primary key (company_id, allocation_id),
    foreign key (company_id, instalment_id) references instalment,
    foreign key (company_id, payment_id) references payment,
    foreign key (company_id, credit_invoice_id) references invoice,
    check (reversed_on is null or reversed_on >= allocated_on)
);
create unique index allocation_by_source on allocation (company_id, source_system, source_id) where source_id is not null;
create index allocation_by_instalment on allocation (company_id, instalment_id, allocated_on);
create index allocation_by_payment on allocation (company_id, payment_id);
create index allocation_by_date on allocation (company_id, allocated_on);
