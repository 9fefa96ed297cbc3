-- Proposing anything: who may, once a call, with nothing but what the kind takes. The body and its digest are the database's.

-- The proposal that this call of this turn made before; a call that asks for something else now is refused.
create function control.made_before(p_company text, p_person text, p_thread text, p_turn integer, p_call text, p_asked text)
returns uuid
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
    earlier control.payment_proposal;
begin
    perform pg_advisory_xact_lock(hashtextextended(concat_ws('/', 'proposing', p_company, p_thread, p_turn, p_call), 0));
    select * into earlier from control.payment_proposal p
    where p.company_id = p_company and p.thread_id = p_thread and p.turn = p_turn and p.call_id = p_call;
    if earlier.proposal_id is not null and (earlier.proposed_by <> p_person or earlier.request_hash <> p_asked) then
        raise exception using errcode = 'WC602', message = 'this call has proposed something else already', hint = p_company;
    end if;
    return earlier.proposal_id;
end $$;

-- Gives a new draft its body and digest; what may not be done is refused here, before anybody is asked.
create function control.seal_draft(p_company text, p_proposal uuid) returns void
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
    head control.payment_proposal;
    today record;
begin
    select * into strict head from control.payment_proposal p where p.company_id = p_company and p.proposal_id = p_proposal;
    select * into today from control.body_today(head);
    if today.blocked is not null then
        raise exception using errcode = 'WC603', hint = p_company, detail = today.blocked::text, message = today.blocked -> 0 ->> 'why';
    end if;
    update control.payment_proposal p set body = today.body, digest = control.digest(today.body),
        currency = coalesce(p.currency, today.body ->> 'currency'),
        total = coalesce((today.body ->> 'total')::numeric, 0),
        base_total = case when today.body ? 'total' then
            control.in_base_currency(p_company, (today.body ->> 'total')::numeric, today.body ->> 'currency',
                                     coalesce(p.run_date, control.business_day(p_company))) else 0 end
    where p.company_id = p_company and p.proposal_id = p_proposal;
    perform control.append_audit(p_company, 'proposed', 'proposal', p_proposal::text,
        (select jsonb_build_object('kind', p.kind, 'digest', p.digest, 'total', p.body -> 'total', 'currency', p.currency,
                                   'run_date', p.run_date, 'thread', p.thread_id, 'turn', p.turn)
         from control.payment_proposal p where p.company_id = p_company and p.proposal_id = p_proposal));
end $$;

create function control.propose(
    p_company text, p_kind text, p_subject jsonb, p_reason text, p_thread text, p_turn integer, p_call text, p_plan jsonb)
returns uuid
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
    wanted control.proposal_kind;
    person text;
    asked constant text := encode(sha256(convert_to(jsonb_build_array(p_kind, p_subject, p_reason)::text, 'UTF8')), 'hex');
    policy control.policy := control.current_policy(p_company);
    made uuid;
    surplus text;
begin
    select * into wanted from control.proposal_kind k where k.kind = p_kind and k.kind <> 'payment_run';
    if wanted.kind is null then
        raise exception using errcode = 'WC601', message = format('%L is nothing that can be proposed so', p_kind);
    end if;
    person := control.require_role(p_company, wanted.proposed_by, 'WC301',
        format('a proposal that %s takes one of: %s', wanted.says, replace(array_to_string(wanted.proposed_by, ', '), '_', ' ')));
    made := control.made_before(p_company, person, p_thread, p_turn, p_call, asked);
    if made is not null then
        return made;
    end if;
    if jsonb_typeof(p_subject) is distinct from 'object' then
        raise exception using errcode = 'WC601', hint = p_company, message = 'what is proposed is an object of ids, codes and dates';
    end if;
    select min(k) into surplus from jsonb_object_keys(p_subject) k where k <> all (wanted.takes);
    if surplus is not null then
        raise exception using errcode = 'WC601', hint = p_company,
            message = format('a proposal that %s takes %s, and no %L', wanted.says, array_to_string(wanted.takes, ', '), surplus);
    elsif policy.version is null then
        raise exception using errcode = 'WC601', hint = p_company, message = format('%s has no policy that says who approves', p_company);
    elsif coalesce(trim(p_reason), '') = '' then
        raise exception using errcode = 'WC601', hint = p_company, message = 'say why: the approvers read it';
    end if;
    insert into control.payment_proposal (company_id, proposal_id, kind, subject, policy_version, body, digest, reason, plan,
                                          proposed_by, thread_id, turn, call_id, request_hash)
    values (p_company, gen_random_uuid(), p_kind, p_subject, policy.version, '{}', repeat('0', 64), p_reason, coalesce(p_plan, '{}'),
            person, p_thread, p_turn, p_call, asked)
    returning proposal_id into made;
    perform control.seal_draft(p_company, made);
    return made;
exception when invalid_text_representation or invalid_datetime_format or datetime_field_overflow or numeric_value_out_of_range then
    raise exception using errcode = 'WC601', hint = p_company, message = format('this is no id, date or amount: %s', sqlerrm);
end $$;

create or replace function control.propose_payment_run(
    p_company text, p_items bigint[], p_debit_dates date[], p_in_time_dates date[], p_run_date date,
    p_reason text, p_thread text, p_turn integer, p_call text, p_plan jsonb) returns uuid
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
    person text := control.require_role(p_company, array(select r.role from control.role r where r.proposes), 'WC301',
                                        'proposing payments takes an AP clerk, a treasury analyst, a controller or CFO');
    asked constant text := encode(sha256(convert_to(jsonb_build_array(p_items, p_debit_dates, p_in_time_dates, p_run_date)::text, 'UTF8')), 'hex');
    policy control.policy := control.current_policy(p_company);
    made uuid := control.made_before(p_company, person, p_thread, p_turn, p_call, asked);
    run_currency text;
    account bigint;
    blocked jsonb;
begin
    if made is not null then
        return made;
    end if;
    perform control.check_request(p_company, p_items, p_debit_dates, p_in_time_dates, p_run_date, policy);
    select jsonb_agg(jsonb_build_object('item_id', l.item_id, 'why', l.blocked) order by l.line_no) filter (where l.blocked is not null),
           min(l.currency)
    into blocked, run_currency
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
        company_id, proposal_id, kind, run_date, currency, bank_account_id, policy_version, certificate,
        body, digest, reason, plan, proposed_by, thread_id, turn, call_id, request_hash)
    values (
        p_company, gen_random_uuid(), 'payment_run', p_run_date, run_currency, account, policy.version, p_plan ->> 'certificate',
        '{}', repeat('0', 64), coalesce(p_reason, ''), coalesce(p_plan, '{}'), person, p_thread, p_turn, p_call, asked)
    returning proposal_id into made;
    insert into control.proposal_line
    select p_company, made, l.line_no, l.item_id, l.invoice_id, l.payee_id, l.account_id, l.debit_date, l.in_time_date,
           l.open_amount, l.discount, l.withheld, l.pay_amount, l.currency
    from control.payable_lines(p_company, p_items, p_debit_dates, p_in_time_dates) l;
    if exists (select from control.proposal_line l where l.company_id = p_company and l.proposal_id = made and l.currency <> run_currency) then
        raise exception using errcode = 'WC601', hint = p_company, message = 'one run pays in one currency';
    end if;
    perform control.seal_draft(p_company, made);
    return made;
end $$;
