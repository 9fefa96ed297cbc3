-- How a person comes to have a password and a device: by a one-time code, and by nothing else. The password is hashed
-- outside (argon2id); the device's secret is made here and leaves once, to be shown to the person who holds the code.

create table control.credential (
    person_id     text primary key references control.person,
    password_hash text not null check (password_hash like '$argon2id$%'),
    set_at        timestamptz not null default clock_timestamp()
);

create table control.invitation (
    code_hash  char(64) primary key,
    person_id  text not null references control.person,
    invited_to text not null,                       -- the company whose chain has it on record
    made_by    text not null,
    made_at    timestamptz not null default clock_timestamp(),
    expires_at timestamptz not null default clock_timestamp() + interval '72 hours',
    used_at    timestamptz
);

create function control.fresh_secret() returns text
language sql volatile set search_path = pg_catalog, pg_temp as $$
    select encode(sha256(uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid())), 'hex')
$$;

create function control.make_invitation(p_company text, p_person text, p_by text) returns text
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
    code constant text := control.fresh_secret();
begin
    -- A newer code puts the older ones out of use.
    update control.invitation i set used_at = clock_timestamp() where i.person_id = p_person and i.used_at is null;
    insert into control.invitation (code_hash, person_id, invited_to, made_by)
    values (control.token_hash(code), p_person, p_company, p_by);
    perform control.append_audit(p_company, 'invited', 'person', p_person, '{}');
    return code;
end $$;

-- For somebody who has no sign-in yet: asked for by whoever runs the machine, or by a security admin.
create function control.invite(p_company text, p_person text) returns text
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
    who constant text := control.require_company(p_company);
begin
    if session_user <> 'wcc_loader' then
        perform control.require_role(p_company, array['security_admin'], 'WC310', 'a security admin invites people');
    end if;
    if not exists (select from control.role_grant g where g.company_id = p_company and g.person_id = lower(p_person)
                   and g.revoked_at is null) then
        raise exception using errcode = 'WC501', message = format('nobody called %s has a role in %s', p_person, p_company);
    elsif (select p.is_sample from control.person p where p.person_id = lower(p_person)) then
        raise exception using errcode = 'WC601', message = 'sample people are for demonstrations and do not sign in';
    elsif exists (select from control.credential c where c.person_id = lower(p_person)) then
        raise exception using errcode = 'WC310', hint = p_company,
            message = 'they sign in already; to reset it takes a security admin and a controller (wcc person reset)';
    end if;
    return control.make_invitation(p_company, lower(p_person), who);
end $$;

-- Whose code this is, and for which company it was made; null when it is used, out of date or no code.
create function control.invited(p_code text) returns table (person_id text, invited_to text)
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
    select i.person_id, i.invited_to from control.invitation i
    where i.code_hash = control.token_hash(p_code) and i.used_at is null and i.expires_at > clock_timestamp()
$$;

-- Sets the password and gives out a new device's secret, in the signed person's own name; every earlier sign-in ends.
create function control.redeem_invitation(p_code text, p_password_hash text) returns bytea
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
    who constant text := control.current_person();
    key constant bytea := substr(decode(control.fresh_secret(), 'hex'), 1, 20);
    made control.invitation;
begin
    update control.invitation i set used_at = clock_timestamp()
    where i.code_hash = control.token_hash(p_code) and i.person_id = who and i.used_at is null and i.expires_at > clock_timestamp()
    returning * into made;
    if not found then
        raise exception using errcode = 'WC313', message = 'this code is used, out of date, or none of ours: ask for a new one';
    end if;
    insert into control.credential (person_id, password_hash) values (who, p_password_hash)
    on conflict (person_id) do update set password_hash = excluded.password_hash, set_at = clock_timestamp();
    insert into control.totp (person_id, secret) values (who, key)
    on conflict (person_id) do update set secret = excluded.secret, enrolled_at = clock_timestamp(), confirmed_at = null,
        last_step = 0, failures = 0, locked_until = null;
    perform control.end_sessions(who, 'password set anew');
    perform control.append_audit(made.invited_to, 'enrolled', 'person', who, jsonb_build_object('invited_by', made.made_by));
    return key;
end $$;

-- A reset hands an account over, so it takes two people: a security admin asks, a controller or CFO approves with their
-- second factor and hands the code over in person.
create table control.credential_reset (
    company_id   text not null references books.company,
    reset_id     bigint generated always as identity,
    person_id    text not null references control.person,
    requested_by text not null,
    requested_at timestamptz not null default clock_timestamp(),
    approved_by  text,
    approved_at  timestamptz,
    primary key (company_id, reset_id),
    check (approved_by is distinct from requested_by and approved_by is distinct from person_id)
);

create function control.request_reset(p_company text, p_person text) returns bigint
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
    who constant text := control.require_role(p_company, array['security_admin'], 'WC310', 'a security admin asks for a reset');
    made bigint;
begin
    if lower(p_person) = who then
        raise exception using errcode = 'WC310', hint = p_company, message = 'somebody else asks for your reset';
    elsif not exists (select from control.credential c join control.role_grant g using (person_id)
                      where g.company_id = p_company and c.person_id = lower(p_person)) then
        raise exception using errcode = 'WC501', message = format('nobody called %s signs in for %s', p_person, p_company);
    end if;
    insert into control.credential_reset (company_id, person_id, requested_by) values (p_company, lower(p_person), who)
    returning reset_id into made;
    perform control.append_audit(p_company, 'requested', 'reset', made::text, jsonb_build_object('person', lower(p_person)));
    return made;
end $$;

create function control.approve_reset(p_company text, p_reset bigint, p_token text) returns text
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
    who constant text := control.require_role(p_company, array['controller_cfo'], 'WC310', 'a controller or CFO approves a reset');
    wanted control.credential_reset;
    factor text;
begin
    select * into wanted from control.credential_reset r where r.company_id = p_company and r.reset_id = p_reset for update;
    if not found then
        raise exception using errcode = 'WC501', message = format('there is no reset %s in %s', p_reset, p_company);
    elsif wanted.approved_at is not null then
        raise exception using errcode = 'WC401', message = 'this reset has been approved already';
    elsif who in (wanted.person_id, wanted.requested_by) then
        raise exception using errcode = 'WC310', hint = p_company, message = 'a reset is approved by somebody else than who asked for it or gets it';
    end if;
    factor := control.use_decision_token(p_company, 'reset', p_reset::text, control.reset_digest(p_company, p_reset), 'grant', p_token);
    update control.credential_reset set approved_by = who, approved_at = clock_timestamp()
    where company_id = p_company and reset_id = p_reset;
    perform control.append_audit(p_company, 'approved', 'reset', p_reset::text, jsonb_build_object('factor', factor));
    return control.make_invitation(p_company, wanted.person_id, who);
end $$;

create function control.reset_digest(p_company text, p_reset bigint) returns text
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
    select control.token_hash(jsonb_build_array('reset', r.company_id, r.reset_id, r.person_id, r.requested_by)::text)
    from control.credential_reset r where r.company_id = p_company and r.reset_id = p_reset
$$;
