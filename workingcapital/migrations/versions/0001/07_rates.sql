-- Rates, holidays and legal limits: data with a source and a validity. All but the company's own rates are shared by everyone.

create table fx_rate (
    company_id    text not null references company,
    fx_rate_id    bigint generated always as identity,
    from_currency char(3) not null,
    to_currency   char(3) not null,
    on_date       date not null,
    rate          numeric(18,8) not null check (rate > 0),   -- one unit of from_currency in to_currency
    source        text not null,
    load_id       bigint,
    primary key (company_id, fx_rate_id),
    unique (company_id, from_currency, to_currency, on_date)
);

create table rate_curve (
    company_id  text not null references company,
    rate_curve_id bigint generated always as identity,
    kind        text not null check (kind in ('borrowing', 'yield')),
    currency    char(3) not null,
    tenor_days  integer not null,
    annual_rate numeric(9,6) not null,
    valid_from  date not null,
    source      text not null,
    primary key (company_id, rate_curve_id),
    unique (company_id, kind, currency, tenor_days, valid_from)
);

create table holiday (
    calendar text not null,                         -- 'TARGET', 'DE', 'GB', 'US'
    on_date  date not null,
    name     text not null,
    source   text not null,
    primary key (calendar, on_date)
);

create table statutory_rate (
    regime     text not null,                       -- 'EU', 'DE', 'UK', 'US_PPA'
    valid_from date not null,
    valid_to   date,
    reference_rate numeric(9,6) not null,           -- 0.0215 means 2.15%
    margin     numeric(9,6) not null,
    fixed_sums jsonb not null default '[]',         -- [[below, amount], …] in the regime's currency
    source     text not null,
    primary key (regime, valid_from)
);

create table legal_term_limit (
    country    char(2) not null,
    payer      text not null check (payer in ('business', 'public')),
    max_days   integer not null,
    exceptions text,
    valid_from date not null,
    source     text not null,
    primary key (country, payer, valid_from)
);
