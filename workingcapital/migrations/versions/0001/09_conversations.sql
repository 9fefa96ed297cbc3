-- What was asked, what was answered, and the figures the answers rest on.

create table conversation (
    company_id  text not null references company,
    thread_id   text not null,
    person_id   text not null,
    title       text not null default '',
    created_at  timestamptz not null default now(),
    last_at     timestamptz not null default now(),
    deleted_at  timestamptz,
    primary key (company_id, thread_id)
);
create index conversation_by_person on conversation (company_id, person_id, last_at desc);

create table answer (
    company_id  text not null,
    answer_id   text not null,
    thread_id   text not null,
    turn        integer not null,
    question    text not null,                      -- account numbers masked
    status      text not null,
    body        jsonb not null,                     -- the Answer of the contract
    at          timestamptz not null default now(),
    primary key (company_id, answer_id),
    foreign key (company_id, thread_id) references conversation on delete cascade
);
create index answer_by_thread on answer (company_id, thread_id, turn);

create table fact (
    company_id  text not null references company,
    fact_id     text not null,                      -- digest of what it says: the same figure has the same id
    label       text not null,
    value       text not null,
    unit        text not null,
    currency    char(3),
    as_of       date not null,
    formula     text not null,                      -- id and version
    inputs      jsonb not null,
    row_ids     jsonb not null,
    caveats     jsonb not null default '[]',
    body        jsonb not null,                     -- the whole Fact
    said_by     text not null,
    at          timestamptz not null default now(),
    primary key (company_id, fact_id)
);
