-- Named suppositions of a company, for payment plans: what is supposed, not what came of it, so that the same scenario is
-- planned anew on the books of any day.

create table scenario (
    company_id  text not null references company,
    scenario_id bigint generated always as identity,
    name        text not null check (name = btrim(name) and length(name) between 1 and 80),
    document    jsonb not null check (jsonb_typeof(document) = 'object'),
    saved_by    text not null default control.current_person(),
    saved_at    timestamptz not null default clock_timestamp(),
    primary key (company_id, scenario_id)
);
create unique index scenario_by_name on scenario (company_id, lower(name));

select control.protect_tables();
grant select, insert, update (document, saved_by, saved_at), delete on scenario to wcc_runtime;
