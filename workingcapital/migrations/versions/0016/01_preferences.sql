-- What a person told us to remember about how they work: theirs alone, in every company.

create table control.preference (
    person_id text not null references control.person,
    name      text not null check (name in ('language', 'company', 'cost_of_capital')),
    value     text not null,
    said      text not null,                         -- in their own words, account numbers masked
    set_at    timestamptz not null default now(),
    primary key (person_id, name)
);

alter table control.preference enable row level security;
alter table control.preference force row level security;
create policy own_preference on control.preference
    using (person_id = (select control.current_person())) with check (person_id = (select control.current_person()));

grant select, insert, update (value, said, set_at), delete on control.preference to wcc_runtime;
