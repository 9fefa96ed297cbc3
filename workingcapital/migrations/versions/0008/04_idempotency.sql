-- One key, one effect: the key of a request and the hash of what it asked are kept with its answer, in its transaction.

-- The answer that this key was given before. Another request under it is refused, and so is one while the first is under way.
create function control.kept_answer(p_company text, p_person text, p_key text, p_asked text) returns jsonb
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
    earlier control.idempotency_key;
begin
    if p_key is null then
        return null;
    elsif length(p_key) not between 1 and 200 then
        raise exception using errcode = 'WC601', message = 'an idempotency key has 1 to 200 characters';
    elsif not pg_try_advisory_xact_lock(hashtextextended(concat_ws('/', 'key', p_company, p_person, p_key), 0)) then
        raise exception using errcode = 'WC408', message = 'the first request with this key is still under way';
    end if;
    select * into earlier from control.idempotency_key k
    where k.company_id = p_company and k.person_id = p_person and k.key = p_key;
    if earlier.key is not null and earlier.request_hash <> p_asked then
        raise exception using errcode = 'WC602', message = 'this key came with another request before';
    end if;
    return earlier.result;
end $$;

create function control.keep_answer(p_company text, p_person text, p_key text, p_asked text, p_answer jsonb) returns void
language sql set search_path = pg_catalog, pg_temp as $$
    insert into control.idempotency_key (company_id, person_id, key, request_hash, result)
    select p_company, p_person, p_key, p_asked, p_answer where p_key is not null
$$;

-- The same for the service's own writes, in the name of whoever asks.
create function control.earlier_answer(p_company text, p_key text, p_asked text) returns jsonb
language sql security definer set search_path = pg_catalog, pg_temp as $$
    select control.kept_answer(p_company, control.require_company(p_company), p_key, p_asked)
$$;
create function control.remember_answer(p_company text, p_key text, p_asked text, p_answer jsonb) returns void
language sql security definer set search_path = pg_catalog, pg_temp as $$
    select control.keep_answer(p_company, control.require_company(p_company), p_key, p_asked, p_answer)
$$;

create or replace function control.decide(
    p_company text, p_proposal uuid, p_digest text, p_verb text, p_comment text, p_key text, p_token text) returns jsonb
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
    person constant text := control.require_company(p_company);
    asked constant text := encode(sha256(convert_to(jsonb_build_array('decide', p_proposal, p_digest, p_verb, coalesce(p_comment, ''))::text, 'UTF8')), 'hex');
    result jsonb := control.kept_answer(p_company, person, p_key, asked);
    code text;
    said text;
    places text;
begin
    if result is not null then
        return result || '{"replayed": true}';
    end if;
    begin
        result := control.carry_decision(p_company, p_proposal, p_digest, p_verb, p_comment, person, p_token);
        perform control.keep_answer(p_company, person, p_key, asked, result);
    exception when others then
        get stacked diagnostics code = returned_sqlstate, said = message_text, places = pg_exception_detail;
        if code not like 'WC%' then
            raise;
        end if;
        result := control.record_refusal(p_company, p_proposal, p_verb, code, said, places);
    end;
    return result;
end $$;
