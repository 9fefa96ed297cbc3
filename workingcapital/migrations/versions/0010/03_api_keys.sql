-- API keys: asked for by a security admin, approved by a controller or CFO, collected once by the person they speak for.
-- The context they get says 'key', and nothing is decided in such a context.

alter table control.api_key alter column key_hash drop not null,
    add column requested_by text not null default 'unknown',
    add column approved_by text,
    add column approved_at timestamptz,
    add check (approved_by is distinct from requested_by and approved_by is distinct from person_id);
alter table control.api_key alter column requested_by drop default;

create function control.request_key(p_company text, p_person text, p_days integer) returns text
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
    who constant text := control.require_role(p_company, array['security_admin'], 'WC310', 'API keys are requested by a security admin');
    made constant text := left(control.fresh_secret(), 12);
begin
    if p_days is null or p_days not between 1 and 366 then
        raise exception using errcode = 'WC601', message = 'an API key lives between 1 and 366 days', hint = p_company;
    elsif lower(p_person) = who then
        raise exception using errcode = 'WC310', hint = p_company, message = 'nobody requests a key for themselves';
    elsif not exists (select from control.roles_of(p_company, lower(p_person))) then
        raise exception using errcode = 'WC501', message = format('nobody called %s has a role in %s', p_person, p_company);
    end if;
    insert into control.api_key (company_id, key_id, person_id, key_hash, expires_at, requested_by)
    values (p_company, made, lower(p_person), null, clock_timestamp() + make_interval(days => p_days), who);
    perform control.append_audit(p_company, 'requested', 'key', made, jsonb_build_object('person', lower(p_person), 'days', p_days));
    return made;
end $$;

create function control.approve_key(p_company text, p_key text, p_token text) returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
    who constant text := control.require_role(p_company, array['controller_cfo'], 'WC310', 'API keys are approved by a controller or CFO');
    wanted control.api_key;
    factor text;
begin
    select * into wanted from control.api_key k where k.company_id = p_company and k.key_id = p_key for update;
    if not found then
        raise exception using errcode = 'WC501', message = format('there is no key %s in %s', p_key, p_company);
    elsif wanted.approved_at is not null or wanted.revoked_at is not null then
        raise exception using errcode = 'WC401', message = 'this key has been decided already';
    elsif who in (wanted.person_id, wanted.requested_by) then
        raise exception using errcode = 'WC310', hint = p_company, message = 'a key is approved by somebody else than who asked for it or gets it';
    end if;
    factor := control.use_decision_token(p_company, 'key', p_key, control.key_digest(p_company, p_key), 'grant', p_token);
    update control.api_key set approved_by = who, approved_at = clock_timestamp() where company_id = p_company and key_id = p_key;
    perform control.append_audit(p_company, 'approved', 'key', p_key, jsonb_build_object('factor', factor));
end $$;

create function control.key_digest(p_company text, p_key text) returns text
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
    select control.token_hash(jsonb_build_array('key', k.company_id, k.key_id, k.person_id, k.requested_by, k.expires_at)::text)
    from control.api_key k where k.company_id = p_company and k.key_id = p_key
$$;

-- The secret, to the person themselves, once.
create function control.collect_key(p_company text, p_key text) returns text
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
    who constant text := control.require_company(p_company);
    secret constant text := control.fresh_secret();
begin
    if control.verified_context() ->> 'through' = 'key' then
        raise exception using errcode = 'WC312', hint = p_company, message = 'a key collects no key: sign in yourself';
    end if;
    update control.api_key k set key_hash = control.token_hash(secret)
    where k.company_id = p_company and k.key_id = p_key and k.person_id = who and k.approved_at is not null
      and k.key_hash is null and k.revoked_at is null and k.expires_at > clock_timestamp();
    if not found then
        raise exception using errcode = 'WC501', message = format('there is no approved key %s for you to collect', p_key);
    end if;
    perform control.append_audit(p_company, 'collected', 'key', p_key, '{}');
    return secret;
end $$;

create function control.revoke_key(p_company text, p_key text) returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
    who constant text := control.require_company(p_company);
begin
    update control.api_key k set revoked_at = clock_timestamp()
    where k.company_id = p_company and k.key_id = p_key and k.revoked_at is null
      and (k.person_id = who or exists (select from control.roles_of(p_company, who) r where r.role in ('security_admin', 'controller_cfo')));
    if not found then
        raise exception using errcode = 'WC501', message = format('there is no live key %s that you may revoke', p_key);
    end if;
    perform control.append_audit(p_company, 'revoked', 'key', p_key, '{}');
end $$;

-- Who a key speaks for; null for one that is unknown, not approved, revoked or out of date.
create function control.key_speaks_for(p_company text, p_key text, p_secret text) returns text
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
    select k.person_id from control.api_key k join control.person p using (person_id)
    where k.company_id = p_company and k.key_id = p_key and k.key_hash = control.token_hash(p_secret)
      and k.approved_at is not null and k.revoked_at is null and k.expires_at > clock_timestamp() and p.active
$$;
