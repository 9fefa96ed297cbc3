-- Invoice documents, contracts and mails: stored by hash, cut into passages, found by meaning and by word.

create table document (
    company_id  text not null references company,
    document_id uuid not null default gen_random_uuid(),
    sha256      text not null,
    file_name   text not null,
    mime        text not null,
    bytes       bigint not null,
    pages       integer not null default 1,
    kind        text not null default 'other' check (kind in ('invoice', 'contract', 'email', 'statement', 'policy', 'other')),
    party_id    bigint,
    invoice_id  bigint,
    document_date date,
    version     integer not null default 1,
    supersedes_id uuid,
    in_force_from date, in_force_to date,
    trust       text not null default 'untrusted' check (trust in ('untrusted', 'internal', 'quarantined')),
    trust_reason text,
    storage_key text not null,
    ingested_at timestamptz not null default now(),
    ingested_by text,
    primary key (company_id, document_id),
    unique (company_id, sha256),
    foreign key (company_id, party_id) references party,
    foreign key (company_id, invoice_id) references invoice
);

create table document_field (
    company_id  text not null,
    field_id    bigint generated always as identity,
    document_id uuid not null,
    name        text not null,
    value       text not null,
    page        integer,
    box         real[],                             -- left, top, right, bottom in per cent of the page
    confidence  real,
    source      text not null check (source in ('xml', 'text', 'ocr')),
    primary key (company_id, field_id),
    foreign key (company_id, document_id) references document on delete cascade
);
create index document_field_by_document on document_field (company_id, document_id);

create table document_chunk (
    company_id  text not null,
    chunk_id    bigint generated always as identity,
    document_id uuid not null,
    sequence    integer not null,
    page        integer not null,
    box         real[],
    text        text not null,
    lines       jsonb not null default '[]',        -- [{text, page, box}]: where each sentence stands
    tokens      integer not null,
    model       text not null,                      -- which embedding made the vector
    embedding   vector(384) not null,
    words       tsvector not null,
    primary key (company_id, chunk_id),
    foreign key (company_id, document_id) references document on delete cascade,
    unique (company_id, document_id, sequence)
);
create index document_chunk_by_meaning on document_chunk using hnsw (embedding vector_cosine_ops);
create index document_chunk_by_word on document_chunk using gin (words);
