-- Who holds which role is one rule, read for a company and a person or for a person in all their companies at once.
-- Asked company by company, the same signature was verified seventeen times for each request.
create view control.role_held with (security_invoker = true) as
    with effective as not materialized (
        select g.company_id, g.person_id, g.role, g.limit_amount
        from control.role_grant g join control.person p on p.person_id = g.person_id and p.active
        where g.approved_at is not null and g.revoked_at is null
          and g.valid_from <= now() and coalesce(g.valid_to > now(), true)
    )
    select e.company_id, e.person_id, e.role, e.limit_amount, null::text as on_behalf_of from effective e
    union all
    select d.company_id, d.to_person, d.role, least(d.limit_amount, e.limit_amount), d.from_person
    from control.delegation d
    join effective e on e.company_id = d.company_id and e.person_id = d.from_person and e.role = d.role
    join control.person p on p.person_id = d.to_person and p.active
    where d.approved_at is not null and d.revoked_at is null and d.valid_from <= now() and d.valid_to > now();

create or replace function control.roles_of(p_company text, p_person text)
returns table (role text, limit_amount numeric, on_behalf_of text)
language sql stable set search_path = pg_catalog, pg_temp as $$
    select h.role, h.limit_amount, h.on_behalf_of from control.role_held h
    where h.company_id = p_company and h.person_id = p_person
$$;

create or replace function control.my_roles() returns table (company_id text, role text, reads_books boolean)
language sql stable security definer set search_path = pg_catalog, pg_temp set plan_cache_mode = force_generic_plan as $$
    select distinct h.company_id, h.role, r.reads_books
    from control.role_held h join control.role r on r.role = h.role
    where h.person_id = (select control.current_person())
$$;
