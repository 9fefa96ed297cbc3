-- Deciding and releasing as before, each now against a token, and on record with the factor it was made from. Declining
-- takes none: it moves no money. A company that is a sample is founded by sample people.

drop function control.decide(text, uuid, text, text, text, text), control.release(text, uuid),
    control.carry_decision(text, uuid, text, text, text, text), control.carry_release(text, uuid, text);

create function control.decide(
    p_company text, p_proposal uuid, p_digest text, p_verb text, p_comment text, p_key text, p_token text) returns jsonb
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
    person constant text := control.require_company(p_company);
    asked constant text := encode(sha256(convert_to(jsonb_build_array('decide', p_proposal, p_digest, p_verb, coalesce(p_comment, ''))::text, 'UTF8')), 'hex');
    earlier control.idempotency_key;
    result jsonb;
    code text;
    said text;
    places text;
begin
    perform pg_advisory_xact_lock(hashtextextended(concat_ws('/', 'key', p_company, person, p_key), 0));
    select * into earlier from control.idempotency_key k
    where k.company_id = p_company and k.person_id = person and k.key = p_key;
    if found then
        if earlier.request_hash <> asked then
            raise exception using errcode = 'WC602', message = 'this key came with another request before';
        end if;
        return earlier.result || '{"replayed": true}';
    end if;
    begin
        result := control.carry_decision(p_company, p_proposal, p_digest, p_verb, p_comment, person, p_token);
        insert into control.idempotency_key values (p_company, person, p_key, asked, result);
    exception when others then
        get stacked diagnostics code = returned_sqlstate, said = message_text, places = pg_exception_detail;
        if code not like 'WC%' then
            raise;
        end if;
        result := control.record_refusal(p_company, p_proposal, p_verb, code, said, places);
    end;
    return result;
end $$;

create function control.carry_decision(
    p_company text, p_proposal uuid, p_digest text, p_verb text, p_comment text, p_person text, p_token text) returns jsonb
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
    wanted control.payment_proposal;
    chosen record;
    left_open jsonb;
    closed boolean;
    factor text;
begin
    if p_verb not in ('approve', 'decline') then
        raise exception using errcode = 'WC601', message = 'a decision is to approve or to decline';
    end if;
    select * into wanted from control.payment_proposal p
    where p.company_id = p_company and p.proposal_id = p_proposal for update;
    perform control.check_decision(p_company, p_proposal, wanted, p_digest, p_person);
    select * into chosen from control.slot_for(p_company, p_proposal, p_person, wanted);
    if p_verb = 'approve' then
        perform control.check_fresh(p_company, p_proposal, p_digest);
        factor := control.use_decision_token(p_company, 'proposal', p_proposal::text, p_digest, p_verb, p_token);
    end if;
    insert into control.decision (company_id, proposal_id, person_id, verb, slot, role, on_behalf_of, digest, comment, token_hash)
    values (p_company, p_proposal, p_person, p_verb, case p_verb when 'approve' then chosen.slot end, chosen.role,
            chosen.on_behalf_of, p_digest, p_comment, case when factor is not null then control.token_hash(p_token) end);
    select coalesce(jsonb_agg(o.roles ->> 0 order by o.slot), '[]') into left_open from control.open_slots(p_company, p_proposal) o;
    closed := p_verb = 'decline' or left_open = '[]';
    if closed then
        update control.payment_proposal p set status = case p_verb when 'approve' then 'approved' else 'declined' end,
            closed_at = case p_verb when 'decline' then clock_timestamp() end, why_closed = case p_verb when 'decline' then p_comment end
        where p.company_id = p_company and p.proposal_id = p_proposal;
    end if;
    if closed and p_verb = 'approve' then
        perform control.execute_run(p_company, p_proposal, p_person);
    end if;
    perform control.append_audit(p_company, case p_verb when 'approve' then 'approved' else 'declined' end, 'proposal', p_proposal::text,
        jsonb_build_object('digest', p_digest, 'role', chosen.role, 'for', chosen.on_behalf_of, 'comment', p_comment,
                           'executed', closed and p_verb = 'approve', 'factor', factor));
    return jsonb_build_object(
        'outcome', case when not closed then 'waiting' when p_verb = 'approve' then 'approved' else 'declined' end,
        'proposal_id', p_proposal, 'digest', p_digest, 'executed', closed and p_verb = 'approve',
        'status', case when not closed then 'waiting' when p_verb = 'approve' then 'approved' else 'declined' end,
        'needs', case when closed then '[]' else left_open end);
end $$;

create function control.release(p_company text, p_proposal uuid, p_token text) returns jsonb
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
    person constant text := control.require_company(p_company);
    code text;
    said text;
    places text;
begin
    return control.carry_release(p_company, p_proposal, person, p_token);
exception when others then
    get stacked diagnostics code = returned_sqlstate, said = message_text, places = pg_exception_detail;
    if code not like 'WC%' or person is null then
        raise;
    end if;
    return control.record_refusal(p_company, p_proposal, 'release', code, said, places);
end $$;

create function control.carry_release(p_company text, p_proposal uuid, p_person text, p_token text) returns jsonb
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
    wanted control.payment_proposal;
    done control.execution;
    factor text;
begin
    select * into wanted from control.payment_proposal p
    where p.company_id = p_company and p.proposal_id = p_proposal for update;
    select * into done from control.execution e where e.company_id = p_company and e.proposal_id = p_proposal;
    perform control.check_release(p_company, p_proposal, wanted, done, p_person);
    if wanted.status = 'approved' then
        perform control.check_fresh(p_company, p_proposal, wanted.digest);
        factor := control.use_decision_token(p_company, 'proposal', p_proposal::text, wanted.digest, 'release', p_token);
        update control.payment_proposal p set status = 'released' where p.company_id = p_company and p.proposal_id = p_proposal;
        update control.execution e set released_by = p_person, released_at = clock_timestamp(),
            release_token_hash = control.token_hash(p_token)
        where e.company_id = p_company and e.proposal_id = p_proposal;
        update books.payment b set status = 'released'
        where b.company_id = p_company and b.proposal_id = p_proposal and b.status = 'scheduled';
        insert into control.payment_file (company_id, proposal_id, file_name, format)
        values (p_company, p_proposal, format('%s-%s-%s', p_company, wanted.run_date, left(wanted.digest, 16)), 'run');
        insert into control.outbox (company_id, kind, subject, body)
        values (p_company, 'run_released', p_proposal::text, jsonb_build_object('digest', wanted.digest));
        perform control.append_audit(p_company, 'released', 'proposal', p_proposal::text, jsonb_build_object('digest', wanted.digest, 'factor', factor));
    end if;
    return jsonb_build_object(
        'outcome', 'released', 'status', 'released', 'replayed', wanted.status = 'released', 'company', p_company,
        'proposal_id', p_proposal, 'digest', wanted.digest, 'body', wanted.body,
        'file_name', (select f.file_name from control.payment_file f where f.company_id = p_company and f.proposal_id = p_proposal and f.format = 'run'),
        'end_to_end_ids', (select jsonb_agg(control.end_to_end(wanted.digest, l.line_no) order by l.line_no)
                           from control.proposal_line l where l.company_id = p_company and l.proposal_id = p_proposal),
        'payees', (select jsonb_agg(y.name order by l.line_no) from control.proposal_line l
                   join books.party y on y.company_id = p_company and y.party_id = l.payee_id
                   where l.company_id = p_company and l.proposal_id = p_proposal));
end $$;

create or replace function control.found_company(p_company text, p_people jsonb, p_policy jsonb) returns void
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
    insert into control.person (person_id, name, is_sample)
    select lower(one ->> 'person'), one ->> 'name', (select c.is_sample from books.company c where c.company_id = p_company)
    from jsonb_array_elements(p_people) one
    on conflict do nothing;
    insert into control.role_grant (company_id, person_id, role, limit_amount, requested_by, approved_by, approved_at)
    select p_company, lower(one ->> 'person'), role, (one -> 'limits' ->> role)::numeric, founder, 'founding', now()
    from jsonb_array_elements(p_people) one, jsonb_array_elements_text(one -> 'roles') role;
    perform control.append_audit(p_company, 'founded', 'company', p_company,
                                 jsonb_build_object('people', p_people, 'policy', p_policy));
end $$;
