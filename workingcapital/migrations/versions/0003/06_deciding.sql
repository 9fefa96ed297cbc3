-- Deciding: another person, the exact body, within time, within their limit; carried out in the same transaction.
--
-- A refusal undoes everything done so far, is written to the audit chain and returned as {"outcome": "refused", "code", …}:
-- raising it would take its own audit line with it.

create function control.decide(
    p_company text, p_proposal uuid, p_digest text, p_verb text, p_comment text, p_key text) returns jsonb
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
        result := control.carry_decision(p_company, p_proposal, p_digest, p_verb, p_comment, person);
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

-- Puts a refusal on record, and closes what has run out or no longer fits the books.
create function control.record_refusal(p_company text, p_proposal uuid, p_verb text, p_code text, p_said text, p_places text)
returns jsonb
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
    closed constant text := case p_code when 'WC402' then 'stale' when 'WC403' then 'expired' end;
begin
    if closed is not null then
        update control.payment_proposal p set status = closed, closed_at = clock_timestamp(), why_closed = p_said
        where p.company_id = p_company and p.proposal_id = p_proposal and p.status in ('waiting', 'approved');
        -- What had been approved and not released is not paid either.
        update control.execution_item x set live = false where x.company_id = p_company and x.proposal_id = p_proposal;
        update books.payment b set status = 'void'
        where b.company_id = p_company and b.proposal_id = p_proposal and b.status = 'scheduled';
    end if;
    perform control.append_audit(p_company, 'refused', 'proposal', p_proposal::text,
        jsonb_build_object('asked', p_verb, 'code', p_code, 'why', p_said, 'closed', closed));
    return jsonb_build_object('outcome', 'refused', 'code', p_code, 'detail', p_said,
                              'errors', coalesce(nullif(p_places, '')::jsonb, '[]'));
end $$;

create function control.carry_decision(
    p_company text, p_proposal uuid, p_digest text, p_verb text, p_comment text, p_person text) returns jsonb
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
    wanted control.payment_proposal;
    chosen record;
    left_open jsonb;
    closed boolean;
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
    end if;
    insert into control.decision (company_id, proposal_id, person_id, verb, slot, role, on_behalf_of, digest, comment)
    values (p_company, p_proposal, p_person, p_verb, case p_verb when 'approve' then chosen.slot end, chosen.role,
            chosen.on_behalf_of, p_digest, p_comment);
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
        jsonb_build_object('digest', p_digest, 'role', chosen.role, 'for', chosen.on_behalf_of, 'comment', p_comment, 'executed', closed and p_verb = 'approve'));
    return jsonb_build_object(
        'outcome', case when not closed then 'waiting' when p_verb = 'approve' then 'approved' else 'declined' end,
        'proposal_id', p_proposal, 'digest', p_digest, 'executed', closed and p_verb = 'approve',
        'status', case when not closed then 'waiting' when p_verb = 'approve' then 'approved' else 'declined' end,
        'needs', case when closed then '[]' else left_open end);
end $$;

create function control.check_decision(
    p_company text, p_proposal uuid, p_wanted control.payment_proposal, p_digest text, p_person text) returns void
language plpgsql stable set search_path = pg_catalog, pg_temp as $$
begin
    if p_wanted.proposal_id is null then
        raise exception using errcode = 'WC501', message = format('there is no proposal %s in %s', p_proposal, p_company);
    elsif p_wanted.proposed_by = p_person then
        raise exception using errcode = 'WC302', message = 'you made this proposal: somebody else decides on it';
    elsif p_wanted.status = 'draft' then
        raise exception using errcode = 'WC405', message = 'it has not been sent for approval yet';
    elsif p_wanted.status in ('expired', 'stale') then
        raise exception using errcode = case p_wanted.status when 'stale' then 'WC402' else 'WC403' end,
            message = coalesce(p_wanted.why_closed, format('this proposal is %s', p_wanted.status));
    elsif p_wanted.status <> 'waiting' then
        raise exception using errcode = 'WC401', message = format('this proposal is %s already', p_wanted.status);
    elsif p_wanted.expires_at <= clock_timestamp() then
        raise exception using errcode = 'WC403', message = format('it could be decided until %s', to_char(p_wanted.expires_at at time zone 'UTC', 'YYYY-MM-DD HH24:MI "UTC"'));
    elsif p_wanted.digest is distinct from p_digest then
        raise exception using errcode = 'WC404', message = 'the digest you decide on is not the one of this proposal: look at it again';
    elsif exists (select from control.decision d where d.company_id = p_company and d.proposal_id = p_proposal and d.person_id = p_person) then
        raise exception using errcode = 'WC401', message = 'you have decided on this proposal already';
    end if;
end $$;

-- The open slot this person may fill: by role, not for the proposer or somebody who decided already, within their limit.
create function control.slot_for(
    p_company text, p_proposal uuid, p_person text, p_wanted control.payment_proposal,
    out slot integer, out role text, out on_behalf_of text)
language plpgsql stable set search_path = pg_catalog, pg_temp as $$
declare
    amount constant numeric := control.tier_amount(p_company, p_proposal);
    base constant text := (select c.base_currency from books.company c where c.company_id = p_company);
    shown constant text := control.money_text(amount, base) || ' ' || base;
    best_limit numeric;
    needed text;
begin
    select o.slot, r.role, r.on_behalf_of into slot, role, on_behalf_of
    from control.open_slots(p_company, p_proposal) o
    join control.roles_of(p_company, p_person) r on o.roles ? r.role
    where coalesce(amount <= r.limit_amount, true)
      and coalesce(r.on_behalf_of <> p_wanted.proposed_by, true)
      and not exists (select from control.decision d
                      where d.company_id = p_company and d.proposal_id = p_proposal
                        and (d.person_id = r.on_behalf_of or d.on_behalf_of in (r.on_behalf_of, p_person)))
    order by r.on_behalf_of is not null, o.slot limit 1;
    if slot is not null then
        return;
    end if;
    select string_agg(distinct replace(o.roles ->> 0, '_', ' '), ', ') into needed from control.open_slots(p_company, p_proposal) o;
    select max(r.limit_amount) into best_limit
    from control.open_slots(p_company, p_proposal) o join control.roles_of(p_company, p_person) r on o.roles ? r.role
    where amount > r.limit_amount;
    if best_limit is not null then
        raise exception using errcode = 'WC304', message = format('your limit is %s %s, this is %s', control.money_text(best_limit, base), base, shown);
    elsif exists (select from control.roles_of(p_company, p_person) r
                  join control.policy y on y.company_id = p_company and y.version = p_wanted.policy_version,
                       jsonb_array_elements(y.body -> 'tiers' -> p_wanted.kind) tier, jsonb_array_elements(tier -> 'slots') s (roles)
                  where s.roles ? r.role and r.on_behalf_of is null) then
        raise exception using errcode = 'WC304', message = format('%s is above what your role decides on; still needed: %s', shown, needed);
    end if;
    raise exception using errcode = 'WC303', message = format('still needed: %s', needed);
end $$;

-- The body of today against the digest; the items locked in one order, so that two approvals over the same item queue up.
create function control.check_fresh(p_company text, p_proposal uuid, p_digest text) returns void
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
    today record;
begin
    perform 1 from books.instalment i
    where i.company_id = p_company and i.instalment_id in (
        select l.instalment_id from control.proposal_line l where l.company_id = p_company and l.proposal_id = p_proposal)
    order by i.instalment_id for no key update;
    select * into today from control.run_body(p_company, p_proposal);
    if today.blocked is not null then
        raise exception using errcode = 'WC402', detail = today.blocked::text,
            message = format('%s: %s', case jsonb_array_length(today.blocked) when 1 then 'an item may no longer be paid' else 'items may no longer be paid' end,
                             today.blocked -> 0 ->> 'why');
    elsif control.digest(today.body) <> p_digest then
        raise exception using errcode = 'WC402', message = 'amounts, accounts or policy have changed since this was proposed';
    end if;
end $$;

-- Carry it out: payments scheduled under names that stay the same however often somebody tries.
create function control.execute_run(p_company text, p_proposal uuid, p_person text) returns void
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
    wanted control.payment_proposal;
begin
    select * into strict wanted from control.payment_proposal p where p.company_id = p_company and p.proposal_id = p_proposal;
    insert into control.execution (company_id, proposal_id, digest, executed_by) values (p_company, p_proposal, wanted.digest, p_person);
    with scheduled as (
        insert into books.payment (company_id, direction, party_id, bank_account_id, payee_account_id, value_date, currency, amount,
                                   reference, run_date, status, proposal_id, end_to_end_id, source_system, source_id)
        select p_company, 'out', l.payee_id, wanted.bank_account_id, l.account_id, l.debit_date, l.currency, l.pay_amount,
               v.number, wanted.run_date, 'scheduled', p_proposal, control.end_to_end(wanted.digest, l.line_no),
               'proposal', control.end_to_end(wanted.digest, l.line_no)
        from control.proposal_line l
        join books.invoice v on v.company_id = p_company and v.invoice_id = l.invoice_id
        where l.company_id = p_company and l.proposal_id = p_proposal
        returning payment_id, end_to_end_id
    )
    insert into control.execution_item (company_id, proposal_id, line_no, instalment_id, payment_id)
    select p_company, p_proposal, l.line_no, l.instalment_id, s.payment_id
    from control.proposal_line l join scheduled s on s.end_to_end_id = control.end_to_end(wanted.digest, l.line_no)
    where l.company_id = p_company and l.proposal_id = p_proposal;
end $$;

-- 35 characters at most, stable, unique: 24 of the digest and the line.
create function control.end_to_end(p_digest text, p_line integer) returns text
language sql immutable set search_path = pg_catalog, pg_temp as $$
    select 'WC' || upper(left(p_digest, 24)) || lpad(p_line::text, 6, '0')
$$;
