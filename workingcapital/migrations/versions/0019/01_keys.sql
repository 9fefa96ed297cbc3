-- API keys: when each was last used, and no door of deciding or releasing open to one, whatever the function.

alter table control.api_key add column last_used_at timestamptz;

-- The person in the signed context, if the company is one of theirs. Who comes with an API key reads and proposes: the
-- logins that decide, release, verify and grant serve nobody who has not signed in.
create or replace function control.require_company(p_company text) returns text
language plpgsql stable set search_path = pg_catalog, pg_temp as $$
begin
    if control.current_person() is null then
        raise exception using errcode = 'WC308', message = 'nobody is asking: there is no signed context';
    end if;
    if not coalesce(p_company = any (control.granted_companies()), false) then
        raise exception using errcode = 'WC309', message = format('%s is not one of your companies', p_company);
    end if;
    if session_user in ('wcc_decision', 'wcc_execution') and control.verified_context() ->> 'through' = 'key' then
        raise exception using errcode = 'WC312', hint = p_company,
            message = 'an API key reads and proposes; whoever decides signs in themselves';
    end if;
    return control.current_person();
end $$;

-- Who a key speaks for; null for one that is unknown, not approved, revoked or out of date. Its use is noted once a minute.
drop function control.key_speaks_for(text, text, text);
create function control.key_speaks_for(p_company text, p_key text, p_secret text) returns text
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
    speaks_for text;
    used timestamptz;
begin
    select k.person_id, k.last_used_at into speaks_for, used
    from control.api_key k join control.person p using (person_id)
    where k.company_id = p_company and k.key_id = p_key and k.key_hash = control.token_hash(p_secret)
      and k.approved_at is not null and k.revoked_at is null and k.expires_at > clock_timestamp() and p.active;
    if speaks_for is not null and coalesce(used < clock_timestamp() - interval '1 minute', true) then
        update control.api_key k set last_used_at = clock_timestamp() where k.company_id = p_company and k.key_id = p_key;
    end if;
    return speaks_for;
end $$;

revoke all on all functions in schema control from public;
grant execute on function control.key_speaks_for(text, text, text) to wcc_identity;
grant select (company_id, key_id, person_id, created_at, expires_at, revoked_at, requested_by, approved_by, approved_at, last_used_at)
    on control.api_key to wcc_runtime;
