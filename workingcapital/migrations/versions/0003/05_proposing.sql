-- Proposing: the only thing the service itself may do, in the name of a person who may.

create function control.propose_payment_run(
    p_company text, p_items bigint[], p_debit_dates date[], p_in_time_dates date[], p_run_date date,
    p_reason text, p_thread text, p_turn integer, p_call text, p_plan jsonb) returns uuid
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
    person text := control.require_role(p_company, array(select r.role from control.role r where r.proposes), 'WC301',
                                        'proposing payments takes an AP clerk, a treasury analyst, a controller or CFO');
    asked constant text := encode(sha256(convert_to(jsonb_build_array(p_items, p_debit_dates, p_in_time_dates, p_run_date)::text, 'UTF8')), 'hex');
    earlier control.payment_proposal;
    made uuid := gen_random_uuid();
    policy control.policy := control.current_policy(p_company);
    run_currency text;
    account bigint;
    blocked jsonb;
    run_total numeric;
begin
    -- The same call of the same turn proposes once, however often it is carried out.
    perform pg_advisory_xact_lock(hashtextextended(concat_ws('/', 'proposing', p_company, p_thread, p_turn, p_call), 0));
    select * into earlier from control.payment_proposal p
    where p.company_id = p_company and p.thread_id = p_thread and p.turn = p_turn and p.call_id = p_call;
    if found then
        if earlier.proposed_by <> person or earlier.request_hash <> asked then
            raise exception using errcode = 'WC602', message = 'this call has proposed something else already', hint = p_company;
        end if;
        return earlier.proposal_id;
    end if;
    perform control.check_request(p_company, p_items, p_debit_dates, p_in_time_dates, p_run_date, policy);

    select jsonb_agg(jsonb_build_object('item_id', l.item_id, 'why', l.blocked) order by l.line_no) filter (where l.blocked is not null),
           min(l.currency), sum(l.pay_amount)
    into blocked, run_currency, run_total
    from control.payable_lines(p_company, p_items, p_debit_dates, p_in_time_dates) l;
    if blocked is not null then
        raise exception using errcode = 'WC603', hint = p_company, detail = blocked::text,
            message = format('%s of %s items may not be paid', jsonb_array_length(blocked), cardinality(p_items));
    end if;
    select b.bank_account_id into account from books.bank_account b
    where b.company_id = p_company and b.currency = run_currency order by b.bank_account_id limit 1;
    if account is null then
        raise exception using errcode = 'WC601', hint = p_company,
            message = format('%s has no bank account in %s to pay from', p_company, run_currency);
    end if;

    insert into control.payment_proposal (
        company_id, proposal_id, run_date, currency, bank_account_id, total, base_total, policy_version, certificate,
        body, digest, reason, plan, proposed_by, thread_id, turn, call_id, request_hash)
    values (
        p_company, made, p_run_date, run_currency, account, run_total,
        control.in_base_currency(p_company, run_total, run_currency, p_run_date), policy.version, p_plan ->> 'certificate',
        '{}', repeat('0', 64), coalesce(p_reason, ''), coalesce(p_plan, '{}'), person, p_thread, p_turn, p_call, asked);
    insert into control.proposal_line
    select p_company, made, l.line_no, l.item_id, l.invoice_id, l.payee_id, l.account_id, l.debit_date, l.in_time_date,
           l.open_amount, l.discount, l.withheld, l.pay_amount, l.currency
    from control.payable_lines(p_company, p_items, p_debit_dates, p_in_time_dates) l;
    if exists (select from control.proposal_line l where l.company_id = p_company and l.proposal_id = made and l.currency <> run_currency) then
        raise exception using errcode = 'WC601', hint = p_company, message = 'one run pays in one currency';
    end if;
    update control.payment_proposal p set body = b.body, digest = control.digest(b.body)
    from control.run_body(p_company, made) b where p.company_id = p_company and p.proposal_id = made;
    perform control.append_audit(p_company, 'proposed', 'proposal', made::text,
        (select jsonb_build_object('digest', p.digest, 'total', p.body -> 'total', 'currency', p.currency, 'run_date', p.run_date,
                                   'thread', p_thread, 'turn', p_turn)
         from control.payment_proposal p where p.company_id = p_company and p.proposal_id = made));
    return made;
end $$;

create function control.check_request(
    p_company text, p_items bigint[], p_debit_dates date[], p_in_time_dates date[], p_run_date date, p_policy control.policy)
returns void
language plpgsql stable set search_path = pg_catalog, pg_temp as $$
declare
    wrong text := case
        when p_policy.version is null then format('%s has no policy that says who approves', p_company)
        when coalesce(cardinality(p_items), 0) = 0 then 'a run pays at least one item'
        when cardinality(p_items) > 20000 then 'a run pays at most 20,000 items'
        when cardinality(p_items) <> cardinality(p_debit_dates) or cardinality(p_items) <> cardinality(p_in_time_dates)
            then 'each item needs a debit date and the date it counts as paid'
        when array_position(p_items, null) is not null or array_position(p_debit_dates, null) is not null
            or array_position(p_in_time_dates, null) is not null then 'an item or a date is missing'
        when (select count(distinct i) from unnest(p_items) i) <> cardinality(p_items) then 'an item is listed twice'
        when p_run_date is null or p_run_date < control.business_day(p_company) then 'a run cannot lie in the past'
        when exists (select from unnest(p_debit_dates) d where d < p_run_date) then 'nothing is debited before its run'
        when exists (select from unnest(p_debit_dates, p_in_time_dates) t (debit, in_time) where t.in_time < t.debit)
            then 'nothing counts as paid before it is debited'
    end;
begin
    if wrong is not null then
        raise exception using errcode = 'WC601', message = wrong, hint = p_company;
    end if;
end $$;

-- The proposal, locked; its proposer only. Unknown here and not yours to see are the same answer.
create function control.own_proposal(p_company text, p_proposal uuid, p_digest text) returns control.payment_proposal
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
    person constant text := control.require_company(p_company);
    found_one control.payment_proposal;
begin
    select * into found_one from control.payment_proposal p
    where p.company_id = p_company and p.proposal_id = p_proposal for update;
    if not found then
        raise exception using errcode = 'WC501', hint = p_company, message = format('there is no proposal %s in %s', p_proposal, p_company);
    elsif found_one.proposed_by <> person then
        raise exception using errcode = 'WC307', hint = p_company, message = format('%s made this proposal', found_one.proposed_by);
    elsif found_one.digest is distinct from p_digest then
        raise exception using errcode = 'WC404', hint = p_company, message = 'the digest is not the one of this proposal';
    end if;
    return found_one;
end $$;

-- The proposer's own word that it may go to the approvers.
create function control.submit_proposal(p_company text, p_proposal uuid, p_digest text) returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
    mine control.payment_proposal := control.own_proposal(p_company, p_proposal, p_digest);
begin
    if mine.status = 'waiting' then
        return;
    elsif mine.status <> 'draft' then
        raise exception using errcode = 'WC401', hint = p_company, message = format('this proposal is %s', mine.status);
    end if;
    update control.payment_proposal p set status = 'waiting', submitted_at = clock_timestamp(),
        expires_at = clock_timestamp() + make_interval(hours => coalesce(((control.current_policy(p_company)).body ->> 'decide_within_hours')::integer, 72))
    where p.company_id = p_company and p.proposal_id = p_proposal;
    if control.slots(p_company, p_proposal) is null then
        raise exception using errcode = 'WC601', hint = p_company, message = 'no tier of the policy covers this amount';
    end if;
    perform control.append_audit(p_company, 'submitted', 'proposal', p_proposal::text, jsonb_build_object('digest', p_digest));
end $$;

create function control.recall_proposal(p_company text, p_proposal uuid, p_digest text) returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
    mine control.payment_proposal := control.own_proposal(p_company, p_proposal, p_digest);
begin
    if mine.status = 'recalled' then
        return;
    elsif mine.status not in ('draft', 'waiting') then
        raise exception using errcode = 'WC401', hint = p_company, message = format('this proposal is %s', mine.status);
    end if;
    update control.payment_proposal p set status = 'recalled', closed_at = clock_timestamp()
    where p.company_id = p_company and p.proposal_id = p_proposal;
    perform control.append_audit(p_company, 'recalled', 'proposal', p_proposal::text, jsonb_build_object('digest', p_digest));
end $$;
