-- How grants come to be: while a company is founded, by whoever runs the machine; as soon as it has the two people
-- that a grant takes, by those two ever after.

-- p_people: [{"person": e-mail, "name": …, "roles": [role, …], "limits": {role: "50000"}}]
create function control.found_company(p_company text, p_people jsonb, p_policy jsonb) returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
    founder text := control.require_company(p_company);
begin
    perform pg_advisory_xact_lock(hashtextextended('founding ' || p_company, 0));
    if (select count(distinct g.role) from control.role_grant g
        where g.company_id = p_company and g.role in ('security_admin', 'controller_cfo')) = 2 then
        raise exception using errcode = 'WC310', hint = p_company,
            message = format('%s has its people: a security admin requests a grant, a controller or CFO approves it', p_company);
    end if;
    insert into control.policy (company_id, version, body, proposed_by, approved_by)
    values (p_company, 1, p_policy, founder, 'founding') on conflict do nothing;
    insert into control.person (person_id, name)
    select lower(one ->> 'person'), one ->> 'name' from jsonb_array_elements(p_people) one
    on conflict do nothing;
    insert into control.role_grant (company_id, person_id, role, limit_amount, requested_by, approved_by, approved_at)
    select p_company, lower(one ->> 'person'), role, (one -> 'limits' ->> role)::numeric, founder, 'founding', now()
    from jsonb_array_elements(p_people) one, jsonb_array_elements_text(one -> 'roles') role;
    perform control.append_audit(p_company, 'founded', 'company', p_company,
                                 jsonb_build_object('people', p_people, 'policy', p_policy));
end $$;

create function control.request_grant(
    p_company text, p_person text, p_name text, p_role text, p_limit numeric, p_until timestamptz) returns bigint
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
    asker text := control.require_role(p_company, array['security_admin'], 'WC310', 'grants are requested by a security admin');
    made bigint;
begin
    if lower(p_person) = asker then
        raise exception using errcode = 'WC310', hint = p_company, message = 'nobody requests a grant for themselves';
    end if;
    insert into control.person (person_id, name) values (lower(p_person), p_name) on conflict do nothing;
    insert into control.role_grant (company_id, person_id, role, limit_amount, valid_to, requested_by)
    values (p_company, lower(p_person), p_role, p_limit, p_until, asker) returning grant_id into made;
    perform control.append_audit(p_company, 'requested', 'grant', made::text,
        jsonb_build_object('person', lower(p_person), 'role', p_role, 'limit', p_limit::text, 'until', p_until));
    return made;
end $$;

create function control.approve_grant(p_company text, p_grant bigint) returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
    approver text := control.require_role(p_company, array['controller_cfo'], 'WC310', 'grants are approved by a controller or CFO');
    wanted control.role_grant;
begin
    select * into wanted from control.role_grant g where g.company_id = p_company and g.grant_id = p_grant for update;
    if not found then
        raise exception using errcode = 'WC501', message = format('there is no grant %s in %s', p_grant, p_company);
    elsif wanted.approved_at is not null or wanted.revoked_at is not null then
        raise exception using errcode = 'WC401', message = 'this grant has been decided already';
    elsif approver in (wanted.person_id, wanted.requested_by) then
        raise exception using errcode = 'WC310', hint = p_company, message = 'a grant is approved by somebody else than who asked for it or gets it';
    end if;
    update control.role_grant set approved_by = approver, approved_at = now() where company_id = p_company and grant_id = p_grant;
    perform control.append_audit(p_company, 'approved', 'grant', p_grant::text, '{}');
end $$;

create function control.revoke_grant(p_company text, p_grant bigint) returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
    who text := control.require_role(p_company, array['security_admin', 'controller_cfo'], 'WC310',
                                     'grants are revoked by a security admin, a controller or a CFO');
begin
    update control.role_grant set revoked_by = who, revoked_at = now()
    where company_id = p_company and grant_id = p_grant and revoked_at is null;
    if not found then
        raise exception using errcode = 'WC501', message = format('there is no live grant %s in %s', p_grant, p_company);
    end if;
    perform control.append_audit(p_company, 'revoked', 'grant', p_grant::text, '{}');
end $$;
