-- A morning brief as it was delivered: one for each person, company and company day, and theirs alone.

create table books.brief (
    company_id   text not null references books.company,
    person_id    text not null,
    on_day       date not null,                      -- the company's own day, in its time zone
    body         jsonb not null,                     -- items in English with fact ids; worded when it is read
    delivered_at timestamptz not null default now(),
    primary key (company_id, person_id, on_day)
);

select control.protect_tables();

create policy own_brief on books.brief as restrictive
    using (person_id = (select control.current_person())) with check (person_id = (select control.current_person()));

-- Delivered once and never rewritten: neither update nor delete is anybody's.
grant select, insert on books.brief to wcc_runtime;
