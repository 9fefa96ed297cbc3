-- Proposals and what became of them. The body says what would be paid; the plan beside it says why, in prose.

create table control.payment_proposal (
    company_id     text not null references books.company,
    proposal_id    uuid not null default gen_random_uuid(),
    kind           text not null default 'payment_run' check (kind in ('payment_run')),
    status         text not null default 'draft'
                   check (status in ('draft', 'waiting', 'approved', 'declined', 'expired', 'stale', 'recalled', 'released',
                                     'sent', 'silent', 'confirmed', 'failed')),
    run_date       date not null,
    currency       char(3) not null,
    bank_account_id bigint not null,
    total          numeric(18,4) not null,
    base_total     numeric(18,4) not null,          -- in the company's currency: what the tier goes by
    policy_version integer not null,
    certificate    text,                            -- digest of the plan's proof
    body           jsonb not null,
    digest         char(64) not null,
    reason         text not null,
    plan           jsonb not null default '{}',     -- value, bound, gap, baselines, reasons by item, left out
    proposed_by    text not null references control.person,
    thread_id      text not null,
    turn           integer not null,
    call_id        text not null,
    request_hash   text not null,
    created_at     timestamptz not null default now(),
    submitted_at   timestamptz,
    expires_at     timestamptz,
    closed_at      timestamptz,
    why_closed     text,
    primary key (company_id, proposal_id),
    unique (company_id, thread_id, turn, call_id),
    foreign key (company_id, bank_account_id) references books.bank_account,
    foreign key (company_id, policy_version) references control.policy
);
create index payment_proposal_by_status on control.payment_proposal (company_id, status, created_at desc);

create table control.proposal_line (
    company_id    text not null,
    proposal_id   uuid not null,
    line_no       integer not null check (line_no > 0),
    instalment_id bigint not null,
    invoice_id    bigint not null,
    payee_id      bigint not null,
    account_id    bigint not null,
    debit_date    date not null,                    -- when our cash moves
    in_time_date  date not null,                    -- when the payee counts it as paid
    open_amount   numeric(18,4) not null,
    discount      numeric(18,4) not null,
    withheld      numeric(18,4) not null,
    pay_amount    numeric(18,4) not null check (pay_amount > 0),
    currency      char(3) not null,
    primary key (company_id, proposal_id, line_no),
    unique (company_id, proposal_id, instalment_id),
    foreign key (company_id, proposal_id) references control.payment_proposal,
    foreign key (company_id, instalment_id) references books.instalment,
    foreign key (company_id, payee_id) references books.party,
    foreign key (company_id, account_id) references books.party_bank_account,
    check (in_time_date >= debit_date)
);
create index proposal_line_by_item on control.proposal_line (company_id, instalment_id);
create index proposal_line_by_payee on control.proposal_line (company_id, payee_id);

create table control.decision (
    company_id   text not null,
    proposal_id  uuid not null,
    person_id    text not null references control.person,
    verb         text not null check (verb in ('approve', 'decline')),
    slot         integer,                           -- which of the tier's slots it fills
    role         text references control.role,
    on_behalf_of text,
    digest       char(64) not null,
    comment      text,
    decided_at   timestamptz not null default clock_timestamp(),
    primary key (company_id, proposal_id, person_id),
    unique (company_id, proposal_id, slot),
    foreign key (company_id, proposal_id) references control.payment_proposal
);

create table control.execution (
    company_id  text not null,
    proposal_id uuid not null,
    digest      char(64) not null,
    executed_by text not null,                      -- whose approval was the last one needed
    executed_at timestamptz not null default clock_timestamp(),
    released_by text,
    released_at timestamptz,
    primary key (company_id, proposal_id),
    foreign key (company_id, proposal_id) references control.payment_proposal
);

-- One live payment for an item, whatever was proposed how often.
create table control.execution_item (
    company_id    text not null,
    proposal_id   uuid not null,
    line_no       integer not null,
    instalment_id bigint not null,
    payment_id    bigint not null,
    live          boolean not null default true,
    primary key (company_id, proposal_id, line_no),
    foreign key (company_id, proposal_id, line_no) references control.proposal_line,
    foreign key (company_id, instalment_id) references books.instalment,
    foreign key (company_id, payment_id) references books.payment
);
create unique index execution_item_once on control.execution_item (company_id, instalment_id) where live;
create unique index payment_end_to_end on books.payment (company_id, end_to_end_id) where proposal_id is not null;

create table control.payment_file (
    company_id  text not null,
    proposal_id uuid not null,
    file_name   text not null,                      -- named by the digest: written twice, it is one file
    format      text not null,
    created_at  timestamptz not null default clock_timestamp(),
    primary key (company_id, proposal_id, format),
    unique (company_id, file_name),
    foreign key (company_id, proposal_id) references control.payment_proposal
);

create table control.outbox (
    company_id text not null references books.company,
    outbox_id  bigint generated always as identity,
    kind       text not null,
    subject    text not null,
    body       jsonb not null,
    created_at timestamptz not null default clock_timestamp(),
    done_at    timestamptz,
    primary key (company_id, outbox_id),
    unique (company_id, kind, subject)
);

create table control.idempotency_key (
    company_id   text not null references books.company,
    person_id    text not null,
    key          text not null check (length(key) between 1 and 200),
    request_hash text not null,
    result       jsonb not null,
    created_at   timestamptz not null default clock_timestamp(),
    primary key (company_id, person_id, key)
);
