-- Deciding on any kind: the body of today against the digest, the people of its tier, and what an approval carries out.

-- The bound of the tier that an amount falls under; null above all bounds.
create function control.bound_above(p_company text, p_version integer, p_kind text, p_amount numeric) returns numeric
language sql stable set search_path = pg_catalog, pg_temp as $$
    select min((tier ->> 'up_to')::numeric)
    from jsonb_array_elements(control.tiers(p_company, p_version, p_kind)) tier
    where (tier ->> 'up_to')::numeric >= p_amount
$$;

-- Amounts decided together, so that parts need the people of the whole. Of a run: what else goes to the same payees or
-- accounts in runs sent shortly before, and whole runs of the same proposer that lie just under the same bound, whoever
-- they pay. Of a write-off: the other write-offs of its proposer.
create or replace function control.tier_amount(p_company text, p_proposal uuid) returns numeric
language sql stable set search_path = pg_catalog, pg_temp as $$
    with mine as (
        select p.*, coalesce(p.submitted_at, clock_timestamp()) as sent,
               control.bound_above(p.company_id, p.policy_version, p.kind, p.base_total) as bound
        from control.payment_proposal p where p.company_id = p_company and p.proposal_id = p_proposal
    ), earlier as (
        select o.*, o.proposed_by = m.proposed_by and o.base_total > 0.8 * m.bound and m.base_total > 0.8 * m.bound
                    and o.base_total <= m.bound as beside_the_bound
        from mine m
        join control.payment_proposal o on o.company_id = m.company_id and o.kind = m.kind and o.proposal_id <> m.proposal_id
        where m.kind in ('payment_run', 'write_off')
          and o.status in ('waiting', 'approved', 'released', 'sent', 'silent', 'confirmed') and o.submitted_at <= m.sent
          and o.submitted_at > m.sent - make_interval(hours => coalesce(
              ((control.current_policy(p_company)).body ->> 'splitting_hours')::integer, 0))
    ), payees as (
        select l.payee_id, l.instalment_id, control.plain_account(coalesce(a.iban, a.routing || a.account_number, a.account_number)) as account
        from control.proposal_line l
        join books.party_bank_account a on a.company_id = l.company_id and a.account_id = l.account_id
        where l.company_id = p_company and l.proposal_id = p_proposal
    )
    select m.base_total + coalesce((
        select sum(case
            when e.kind = 'write_off' then case when e.proposed_by = m.proposed_by then e.base_total end
            when e.beside_the_bound then e.base_total
            else (select sum(control.in_base_currency(p_company, l.pay_amount, l.currency, e.run_date))
                  from control.proposal_line l
                  join books.party_bank_account a on a.company_id = l.company_id and a.account_id = l.account_id
                  where l.company_id = e.company_id and l.proposal_id = e.proposal_id
                    and exists (select from payees y where y.payee_id = l.payee_id
                                or y.account = control.plain_account(coalesce(a.iban, a.routing || a.account_number, a.account_number)))
                    and not exists (select from payees y where y.instalment_id = l.instalment_id))
            end) from earlier e), 0)
    from mine m
$$;

create or replace function control.slot_for(
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
    elsif exists (select from control.roles_of(p_company, p_person) r,
                       jsonb_array_elements(control.tiers(p_company, p_wanted.policy_version, p_wanted.kind)) tier,
                       jsonb_array_elements(tier -> 'slots') s (roles)
                  where s.roles ? r.role and r.on_behalf_of is null) then
        raise exception using errcode = 'WC304', message = format('%s is above what your role decides on; still needed: %s', shown, needed);
    end if;
    raise exception using errcode = 'WC303', message = format('still needed: %s', needed);
end $$;

-- The body of today against the digest; a run's items locked in one order, so that two approvals over the same item queue up.
create or replace function control.check_fresh(p_company text, p_proposal uuid, p_digest text) returns void
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
    head control.payment_proposal;
    today record;
begin
    select * into strict head from control.payment_proposal p where p.company_id = p_company and p.proposal_id = p_proposal;
    perform 1 from books.instalment i
    where i.company_id = p_company and i.instalment_id in (
        select l.instalment_id from control.proposal_line l where l.company_id = p_company and l.proposal_id = p_proposal)
    order by i.instalment_id for no key update;
    select * into today from control.body_today(head);
    if today.blocked is not null then
        raise exception using errcode = 'WC402', detail = today.blocked::text,
            message = format('%s: %s', case when head.kind <> 'payment_run' then 'this may no longer be done'
                                            when jsonb_array_length(today.blocked) = 1 then 'an item may no longer be paid'
                                            else 'items may no longer be paid' end,
                             today.blocked -> 0 ->> 'why');
    elsif control.digest(today.body) <> p_digest then
        raise exception using errcode = 'WC402', message = 'amounts, accounts or policy have changed since this was proposed';
    end if;
end $$;

-- Carries out what was approved, by kind. A run's payments are scheduled here and handed out by a third person later.
create function control.carry_out(p_company text, p_proposal uuid, p_person text) returns void
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
    head control.payment_proposal;
begin
    select * into strict head from control.payment_proposal p where p.company_id = p_company and p.proposal_id = p_proposal;
    if head.kind = 'payment_run' then
        perform control.execute_run(p_company, p_proposal, p_person);
        return;
    end if;
    insert into control.execution (company_id, proposal_id, digest, executed_by) values (p_company, p_proposal, head.digest, p_person);
    execute format('select control.%I($1, $2)', 'carry_out_' || head.kind) using head, p_person;
end $$;

create or replace function control.carry_decision(
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
        perform control.carry_out(p_company, p_proposal, p_person);
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
