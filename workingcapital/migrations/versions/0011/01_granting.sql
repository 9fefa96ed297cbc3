-- Granting takes the approver's second factor, like every other decision; so does a delegation, which its giver asks for
-- and a controller or CFO who is neither of the two approves.

create function control.grant_digest(p_company text, p_grant bigint) returns text
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
    select control.token_hash(jsonb_build_array('grant', g.company_id, g.grant_id, g.person_id, g.role, g.limit_amount, g.valid_to, g.requested_by)::text)
    from control.role_grant g where g.company_id = p_company and g.grant_id = p_grant
$$;

drop function control.approve_grant(text, bigint);
create function control.approve_grant(p_company text, p_grant bigint, p_token text) returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
    approver text := control.require_role(p_company, array['controller_cfo'], 'WC310', 'grants are approved by a controller or CFO');
    wanted control.role_grant;
    factor text;
begin
    select * into wanted from control.role_grant g where g.company_id = p_company and g.grant_id = p_grant for update;
    if not found then
        raise exception using errcode = 'WC501', message = format('there is no grant %s in %s', p_grant, p_company);
    elsif wanted.approved_at is not null or wanted.revoked_at is not null then
        raise exception using errcode = 'WC401', message = 'this grant has been decided already';
    elsif approver in (wanted.person_id, wanted.requested_by) then
        raise exception using errcode = 'WC310', hint = p_company, message = 'a grant is approved by somebody else than who asked for it or gets it';
    end if;
    factor := control.use_decision_token(p_company, 'grant', p_grant::text, control.grant_digest(p_company, p_grant), 'grant', p_token);
    update control.role_grant set approved_by = approver, approved_at = now() where company_id = p_company and grant_id = p_grant;
    perform control.append_audit(p_company, 'approved', 'grant', p_grant::text,
        jsonb_build_object('person', wanted.person_id, 'role', wanted.role, 'factor', factor));
end $$;

create function control.request_delegation(
    p_company text, p_to text, p_role text, p_limit numeric, p_until timestamptz) returns bigint
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
    giver constant text := control.require_company(p_company);
    made bigint;
begin
    if control.verified_context() ->> 'through' = 'key' then
        raise exception using errcode = 'WC312', hint = p_company, message = 'an API key delegates nothing';
    elsif not exists (select from control.roles_of(p_company, giver) r where r.role = p_role and r.on_behalf_of is null) then
        raise exception using errcode = 'WC310', hint = p_company, message = format('you do not hold %s yourself, so you cannot delegate it', p_role);
    elsif p_until is null or p_until <= clock_timestamp() or p_until > clock_timestamp() + interval '92 days' then
        raise exception using errcode = 'WC601', hint = p_company, message = 'a delegation ends within 92 days';
    elsif p_limit is null or p_limit <= 0 then
        raise exception using errcode = 'WC601', hint = p_company, message = 'a delegation has a limit above zero';
    elsif not exists (select from control.roles_of(p_company, lower(p_to))) then
        raise exception using errcode = 'WC501', message = format('nobody called %s has a role in %s', p_to, p_company);
    end if;
    insert into control.delegation (company_id, from_person, to_person, role, limit_amount, valid_to)
    values (p_company, giver, lower(p_to), p_role, p_limit, p_until) returning delegation_id into made;
    perform control.append_audit(p_company, 'requested', 'delegation', made::text,
        jsonb_build_object('to', lower(p_to), 'role', p_role, 'limit', p_limit::text, 'until', p_until));
    return made;
end $$;

create function control.delegation_digest(p_company text, p_delegation bigint) returns text
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
    select control.token_hash(jsonb_build_array('delegation', d.company_id, d.delegation_id, d.from_person, d.to_person, d.role, d.limit_amount, d.valid_to)::text)
    from control.delegation d where d.company_id = p_company and d.delegation_id = p_delegation
$$;

create function control.approve_delegation(p_company text, p_delegation bigint, p_token text) returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
    approver text := control.require_role(p_company, array['controller_cfo'], 'WC310', 'delegations are approved by a controller or CFO');
    wanted control.delegation;
    factor text;
begin
    select * into wanted from control.delegation d where d.company_id = p_company and d.delegation_id = p_delegation for update;
    if not found then
        raise exception using errcode = 'WC501', message = format('there is no delegation %s in %s', p_delegation, p_company);
    elsif wanted.approved_at is not null or wanted.revoked_at is not null then
        raise exception using errcode = 'WC401', message = 'this delegation has been decided already';
    elsif approver in (wanted.from_person, wanted.to_person) then
        raise exception using errcode = 'WC310', hint = p_company, message = 'a delegation is approved by somebody else than who gives or gets it';
    end if;
    factor := control.use_decision_token(p_company, 'delegation', p_delegation::text, control.delegation_digest(p_company, p_delegation), 'grant', p_token);
    update control.delegation set approved_by = approver, approved_at = now() where company_id = p_company and delegation_id = p_delegation;
    perform control.append_audit(p_company, 'approved', 'delegation', p_delegation::text, jsonb_build_object('factor', factor));
end $$;

create function control.end_delegation(p_company text, p_delegation bigint) returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
    who constant text := control.require_company(p_company);
begin
    update control.delegation d set revoked_at = now()
    where d.company_id = p_company and d.delegation_id = p_delegation and d.revoked_at is null
      and (who in (d.from_person, d.to_person)
           or exists (select from control.roles_of(p_company, who) r where r.role in ('security_admin', 'controller_cfo')));
    if not found then
        raise exception using errcode = 'WC501', message = format('there is no live delegation %s that you may end', p_delegation);
    end if;
    perform control.append_audit(p_company, 'revoked', 'delegation', p_delegation::text, '{}');
end $$;

revoke all on all functions in schema control from public;
grant execute on function control.request_delegation(text, text, text, numeric, timestamptz) to wcc_runtime;
grant execute on function control.approve_grant(text, bigint, text), control.grant_digest(text, bigint),
    control.approve_delegation(text, bigint, text), control.delegation_digest(text, bigint),
    control.end_delegation(text, bigint) to wcc_decision;
