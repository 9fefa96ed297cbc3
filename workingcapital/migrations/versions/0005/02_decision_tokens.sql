-- Decision tokens: good once, for one person in one session, one object, one body, one verb; made from a second factor
-- that was proven within five minutes. No decision and no release is kept without one.

create table control.decision_token (
    company_id  text not null references books.company,
    token_hash  char(64) not null,                  -- SHA-256: the token itself is nowhere
    person_id   text not null references control.person,
    session_id  text not null,
    object_kind text not null,
    object_id   text not null,
    digest      char(64) not null,
    verb        text not null check (verb in ('approve', 'release', 'verify', 'grant')),
    factor      text not null check (factor in ('totp', 'demo')),
    factor_id   uuid references control.second_factor,
    issued_at   timestamptz not null default clock_timestamp(),
    expires_at  timestamptz not null,
    used_at     timestamptz,
    primary key (company_id, token_hash),
    check ((factor = 'totp') = (factor_id is not null))
);

create function control.token_hash(p_token text) returns text
language sql immutable parallel safe set search_path = pg_catalog, pg_temp as $$
    select encode(sha256(convert_to(p_token, 'UTF8')), 'hex')
$$;

-- Null without a fresh second factor: use_decision_token() then refuses, after everything else has been checked.
-- A sample person has no device and gets a token marked 'demo'. An API key gets none, whoever owns it.
create function control.issue_decision_token(p_company text, p_kind text, p_object text, p_digest text, p_verb text)
returns text
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
    who constant text := control.require_company(p_company);
    token constant text := encode(sha256(uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid())), 'hex');
    proof control.second_factor;
    sample boolean;
begin
    if control.verified_context() ->> 'through' = 'key' then
        raise exception using errcode = 'WC312', hint = p_company,
            message = 'an API key reads and proposes; whoever decides signs in themselves';
    end if;
    select p.is_sample into sample from control.person p where p.person_id = who and p.active;
    select * into proof from control.second_factor f
    where f.person_id = who and f.session_id = control.current_session() and f.proven_at > clock_timestamp() - interval '5 minutes'
    order by f.proven_at desc limit 1;
    if not coalesce(sample, false) and proof.factor_id is null then
        return null;
    end if;
    insert into control.decision_token (company_id, token_hash, person_id, session_id, object_kind, object_id, digest, verb,
                                        factor, factor_id, expires_at)
    values (p_company, control.token_hash(token), who, control.current_session(), p_kind, p_object,
            p_digest, p_verb, case when proof.factor_id is null then 'demo' else 'totp' end, proof.factor_id,
            coalesce(proof.proven_at, clock_timestamp()) + interval '5 minutes');
    return token;
end $$;

-- Spends a token on exactly what it was made for, and says by which factor: for the audit line of whoever calls this.
create function control.use_decision_token(
    p_company text, p_kind text, p_object text, p_digest text, p_verb text, p_token text) returns text
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
    proven_by text;
begin
    if p_token is null then
        raise exception using errcode = 'WC311',
            message = format('to %s takes the code of your authenticator app, given within the last five minutes', p_verb);
    end if;
    update control.decision_token t set used_at = clock_timestamp()
    where t.company_id = p_company and t.token_hash = control.token_hash(p_token)
      and t.person_id = control.current_person() and t.session_id = control.current_session()
      and t.object_kind = p_kind and t.object_id = p_object and t.digest = p_digest and t.verb = p_verb
      and t.used_at is null and t.expires_at > clock_timestamp()
    returning t.factor into proven_by;
    if proven_by is null then
        raise exception using errcode = 'WC313',
            message = 'the decision token is used, out of date, or was made for something else: confirm again';
    end if;
    return proven_by;
end $$;

-- Kept with the decision and the release, so that neither can be written without its token, and none with one used before.
alter table control.decision add column token_hash char(64),
    add unique (company_id, token_hash),
    add foreign key (company_id, token_hash) references control.decision_token (company_id, token_hash),
    add constraint approved_by_token check (verb <> 'approve' or token_hash is not null) not valid;
alter table control.execution add column release_token_hash char(64),
    add unique (company_id, release_token_hash),
    add foreign key (company_id, release_token_hash) references control.decision_token (company_id, token_hash),
    add constraint released_by_token check (released_by is null or release_token_hash is not null) not valid;
