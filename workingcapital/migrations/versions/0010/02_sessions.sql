-- Sign-ins: a password opens a one-time authorization code (RFC 7636), the code a session, the session lives by refresh
-- tokens each good once. A token used a second time was stolen or its thief is late: the whole session ends.

create table control.attempt (
    kind         text not null check (kind in ('account', 'address')),
    subject      text not null check (length(subject) <= 320),
    failures     integer not null default 0,
    since        timestamptz not null default clock_timestamp(),
    locked_until timestamptz,
    primary key (kind, subject)
);

create table control.session (
    session_id uuid primary key default gen_random_uuid(),
    person_id  text not null references control.person,
    begun_at   timestamptz not null default clock_timestamp(),
    seen_at    timestamptz not null default clock_timestamp(),
    ended_at   timestamptz,
    why_ended  text
);
create index session_by_person on control.session (person_id) where ended_at is null;

create table control.authorization_code (
    code_hash  char(64) primary key,
    person_id  text not null references control.person,
    challenge  text not null check (challenge ~ '^[A-Za-z0-9_-]{43}$'),
    expires_at timestamptz not null default clock_timestamp() + interval '60 seconds',
    session_id uuid references control.session
);

create table control.refresh_token (
    token_hash char(64) primary key,
    session_id uuid not null references control.session,
    issued_at  timestamptz not null default clock_timestamp(),
    used_at    timestamptz
);

-- Until when neither this account nor this address is listened to; null: go on.
create function control.locked_until(p_person text, p_address text) returns timestamptz
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
    select max(a.locked_until) from control.attempt a
    where (a.kind, a.subject) in (('account', p_person), ('address', p_address)) and a.locked_until > clock_timestamp()
$$;

create function control.password_of(p_person text) returns text
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
    select c.password_hash from control.credential c join control.person p using (person_id)
    where c.person_id = p_person and p.active and not p.is_sample
$$;

-- Five failures of an account or twenty of an address within fifteen minutes lock it for fifteen. What was locked is told.
create function control.sign_in_failed(p_person text, p_address text, p_why text) returns text[]
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
    locked text[];
    company text;
begin
    delete from control.attempt a where a.since < clock_timestamp() - interval '1 day';
    insert into control.attempt as a (kind, subject, failures) values ('account', p_person, 1), ('address', p_address, 1)
    on conflict (kind, subject) do update set
        failures = case when a.since < clock_timestamp() - interval '15 minutes' then 1 else a.failures + 1 end,
        since = case when a.since < clock_timestamp() - interval '15 minutes' then clock_timestamp() else a.since end;
    with closed as (
        update control.attempt a set locked_until = clock_timestamp() + interval '15 minutes', failures = 0, since = clock_timestamp()
        where (a.kind, a.subject) in (('account', p_person), ('address', p_address))
          and a.failures >= case a.kind when 'account' then 5 else 20 end
        returning a.kind
    )
    select array_agg(closed.kind order by closed.kind) into locked from closed;
    foreach company in array control.granted_companies() loop
        perform control.append_audit(company, 'sign_in_failed', 'person', p_person,
                                     jsonb_build_object('address', p_address, 'why', p_why));
        if locked is not null then
            perform control.append_audit(company, 'locked_out', 'person', p_person,
                                         jsonb_build_object('address', p_address, 'what', to_jsonb(locked)));
        end if;
    end loop;
    return coalesce(locked, '{}');
end $$;

-- The signed person gave their password: an authorization code, bound to whoever holds the verifier of the challenge.
create function control.sign_in(p_challenge text, p_address text) returns text
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
    who constant text := control.current_person();
    code constant text := control.fresh_secret();
    company text;
begin
    if control.password_of(who) is null then
        raise exception using errcode = 'WC308', message = 'nobody signs in under this name';
    end if;
    delete from control.attempt a where a.kind = 'account' and a.subject = who;
    delete from control.authorization_code c where c.expires_at < clock_timestamp() - interval '1 day';
    insert into control.authorization_code (code_hash, person_id, challenge) values (control.token_hash(code), who, p_challenge);
    foreach company in array control.granted_companies() loop
        perform control.append_audit(company, 'signed_in', 'person', who, jsonb_build_object('address', p_address));
    end loop;
    return code;
end $$;

-- {"outcome": "begun", "person", "session", "refresh"}; anything wrong with the code is {"outcome": "refused"}, and a code
-- that comes twice ends the session it opened.
create function control.begin_session(p_code text, p_verifier text) returns jsonb
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
    given control.authorization_code;
    made uuid;
begin
    select * into given from control.authorization_code c where c.code_hash = control.token_hash(p_code) for update;
    if given.session_id is not null then
        update control.session s set ended_at = clock_timestamp(), why_ended = 'authorization code used twice'
        where s.session_id = given.session_id and s.ended_at is null;
    end if;
    if given.code_hash is null or given.session_id is not null or given.expires_at < clock_timestamp()
       or given.challenge <> rtrim(translate(encode(sha256(convert_to(p_verifier, 'UTF8')), 'base64'), '+/', '-_'), '=') then
        return '{"outcome": "refused"}';
    end if;
    insert into control.session (person_id) values (given.person_id) returning session_id into made;
    update control.authorization_code c set session_id = made where c.code_hash = given.code_hash;
    return jsonb_build_object('outcome', 'begun', 'person', given.person_id, 'session', made,
                              'refresh', control.next_refresh_token(made));
end $$;

create function control.next_refresh_token(p_session uuid) returns text
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
    token constant text := control.fresh_secret();
begin
    insert into control.refresh_token (token_hash, session_id) values (control.token_hash(token), p_session);
    return token;
end $$;

-- Half an hour without a request ends a session, and twelve hours end it whatever happened.
create function control.is_live(p_session control.session) returns boolean
language sql stable set search_path = pg_catalog, pg_temp as $$
    select (p_session).ended_at is null
       and (p_session).seen_at > clock_timestamp() - interval '30 minutes'
       and (p_session).begun_at > clock_timestamp() - interval '12 hours'
       and exists (select from control.person p where p.person_id = (p_session).person_id and p.active)
$$;

-- Whether the signed person's session still lives; it does not write at every request.
create function control.touch_session() returns boolean
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
    mine control.session;
begin
    select * into mine from control.session s
    where s.session_id::text = control.current_session() and s.person_id = control.current_person();
    if not found or not control.is_live(mine) then
        return false;
    end if;
    update control.session s set seen_at = clock_timestamp()
    where s.session_id = mine.session_id and s.seen_at < clock_timestamp() - interval '30 seconds';
    return true;
end $$;

create function control.owner_of_refresh(p_token text) returns text
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
    select s.person_id from control.refresh_token t join control.session s using (session_id)
    where t.token_hash = control.token_hash(p_token)
$$;

-- {"outcome": "refreshed", "session", "refresh"} | {"outcome": "ended"} | {"outcome": "reused"}: and then it has ended too.
create function control.refresh(p_token text) returns jsonb
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
    given control.refresh_token;
    mine control.session;
begin
    select s.* into mine from control.session s
    where s.session_id = (select t.session_id from control.refresh_token t where t.token_hash = control.token_hash(p_token))
      and s.person_id = control.current_person() for update;
    if not found or not control.is_live(mine) then
        return '{"outcome": "ended"}';
    end if;
    select * into given from control.refresh_token t where t.token_hash = control.token_hash(p_token);
    if given.used_at is not null then
        perform control.end_session(mine.session_id::text, 'refresh token used twice');
        return '{"outcome": "reused"}';
    end if;
    update control.refresh_token t set used_at = clock_timestamp() where t.token_hash = given.token_hash;
    update control.session s set seen_at = clock_timestamp() where s.session_id = mine.session_id;
    return jsonb_build_object('outcome', 'refreshed', 'session', mine.session_id,
                              'refresh', control.next_refresh_token(mine.session_id));
end $$;

-- Ends a session of the signed person, by its id or by any refresh token it ever had.
create function control.end_session(p_session_or_token text, p_why text) returns boolean
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
    company text;
begin
    update control.session s set ended_at = clock_timestamp(), why_ended = p_why
    where s.person_id = control.current_person() and s.ended_at is null
      and (s.session_id::text = p_session_or_token
           or s.session_id = (select t.session_id from control.refresh_token t where t.token_hash = control.token_hash(p_session_or_token)));
    if not found then
        return false;
    end if;
    foreach company in array control.granted_companies() loop
        perform control.append_audit(company, case p_why when 'signed out' then 'signed_out' else 'session_ended' end, 'person',
                                     control.current_person(), jsonb_build_object('why', p_why));
    end loop;
    return true;
end $$;

create function control.end_sessions(p_person text, p_why text) returns void
language sql set search_path = pg_catalog, pg_temp as $$
    update control.session s set ended_at = clock_timestamp(), why_ended = p_why
    where s.person_id = p_person and s.ended_at is null
$$;
