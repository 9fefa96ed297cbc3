-- Orders, receipts and the three-way match.

create table purchase_order (
    company_id text not null references company,
    order_id   bigint generated always as identity,
    number     text not null,
    party_id   bigint not null,
    order_date date not null,
    currency   char(3) not null,
    status     text not null default 'open' check (status in ('open', 'closed', 'cancelled')),
    source_system text not null default 'manual', source_id text, source_payload jsonb, load_id bigint,
    primary key (company_id, order_id),
    foreign key (company_id, party_id) references party,
    unique (company_id, number)
);

create table purchase_order_line (
    company_id text not null,
    order_line_id bigint generated always as identity,
    order_id   bigint not null,
    sequence   smallint not null,
    item       text not null,
    quantity   numeric(18,6) not null check (quantity > 0),
    unit_price numeric(18,6) not null,
    primary key (company_id, order_line_id),
    foreign key (company_id, order_id) references purchase_order on delete cascade,
    unique (company_id, order_id, sequence)
);

create table goods_receipt (
    company_id text not null,
    receipt_id bigint generated always as identity,
    order_id   bigint not null,
    order_line_sequence smallint not null,
    received_on date not null,
    quantity   numeric(18,6) not null,
    primary key (company_id, receipt_id),
    foreign key (company_id, order_id) references purchase_order on delete cascade
);
create index goods_receipt_by_order on goods_receipt (company_id, order_id);

create table match_result (
    company_id text not null,
    match_id   bigint generated always as identity,
    invoice_id bigint not null,
    order_id   bigint not null,
    order_line_sequence smallint,
    verdict    text not null check (verdict in ('matched', 'price', 'quantity', 'no_receipt')),
    ordered    numeric(18,6), received numeric(18,6), invoiced numeric(18,6),
    order_price numeric(18,6), invoice_price numeric(18,6),
    tolerance_percent numeric(9,6), tolerance_amount numeric(18,4),
    at         timestamptz not null default now(),
    primary key (company_id, match_id),
    foreign key (company_id, invoice_id) references invoice on delete cascade,
    foreign key (company_id, order_id) references purchase_order
);
create index match_result_by_invoice on match_result (company_id, invoice_id);
