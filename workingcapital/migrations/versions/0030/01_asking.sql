-- A role is asked for in words a person can mend: a known role, an address, an end that is ahead.

create or replace function control.request_grant(
    p_company text, p_person text, p_name text, p_role text, p_limit numeric, p_until timestamptz) returns bigint
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
    asker constant text := control.require_role(p_company, array['security_admin'], 'WC310', 'grants are requested by a security admin');
    made bigint;
begin
    if lower(p_person) = asker then
        raise exception using errcode = 'WC310', hint = p_company, message = 'nobody requests a grant for themselves';
    elsif lower(p_person) !~ '^[^@[:space:]]+@[^@[:space:]]+$' then
        raise exception using errcode = 'WC601', hint = p_company, message = format('%s is no e-mail address', p_person);
    elsif not exists (select from control.role r where r.role = p_role) then
        raise exception using errcode = 'WC601', hint = p_company,
            message = format('there is no role %s: %s', p_role, (select string_agg(r.role, ', ' order by r.role) from control.role r));
    elsif p_until <= clock_timestamp() then
        raise exception using errcode = 'WC601', hint = p_company,
            message = format('%s is over already: a role ends later, or gets no end', to_char(p_until at time zone 'UTC', 'YYYY-MM-DD'));
    end if;
    insert into control.person (person_id, name) values (lower(p_person), p_name) on conflict do nothing;
    insert into control.role_grant (company_id, person_id, role, limit_amount, valid_to, requested_by)
    values (p_company, lower(p_person), p_role, p_limit, p_until, asker) returning grant_id into made;
    perform control.append_audit(p_company, 'requested', 'grant', made::text,
        jsonb_build_object('person', lower(p_person), 'role', p_role, 'limit', p_limit::text, 'until', p_until));
    return made;
end $$;
