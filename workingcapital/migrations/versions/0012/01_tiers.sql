-- Deciding as before, at a cost that sixteen approvers at once can bear: the amount of a tier is added up once and by sets,
-- items are locked by their keys, and a bank change that waits is found by its supplier.

-- The account that money would reach, as it is compared: two suppliers with one account count together.
create index party_bank_account_by_sign on books.party_bank_account
    (company_id, upper(regexp_replace(coalesce(iban, routing || account_number, account_number), '[^0-9A-Za-z]', '', 'g')));
create index proposal_line_by_account on control.proposal_line (company_id, account_id);
create index bank_change_waiting on control.payment_proposal (company_id, ((subject ->> 'party')::bigint))
    where kind = 'bank_change' and status = 'waiting';

-- Amounts decided together, so that parts need the people of the whole. Of a run: what else goes to the same payees or
-- accounts in runs sent shortly before, and whole runs of the same proposer that lie just under the same bound, whoever
-- they pay. Of a write-off: the other write-offs of its proposer.
create or replace function control.tier_amount(p_company text, p_proposal uuid) returns numeric
language sql stable set search_path = pg_catalog, pg_temp as $$
    with mine as materialized (
        select p.*, coalesce(p.submitted_at, clock_timestamp()) as sent,
               control.bound_above(p.company_id, p.policy_version, p.kind, p.base_total) as bound,
               control.hours(p_company, 'splitting_hours', 0) as within
        from control.payment_proposal p where p.company_id = p_company and p.proposal_id = p_proposal
    ), earlier as materialized (
        select o.proposal_id, o.kind, o.run_date, o.base_total, o.proposed_by = m.proposed_by as same_person,
               coalesce(o.proposed_by = m.proposed_by and o.base_total > 0.8 * m.bound and m.base_total > 0.8 * m.bound
                        and o.base_total <= m.bound, false) as beside_the_bound
        from mine m
        join control.payment_proposal o on o.company_id = m.company_id and o.kind = m.kind and o.proposal_id <> m.proposal_id
        where m.kind in ('payment_run', 'write_off')
          and o.status in ('waiting', 'approved', 'released', 'sent', 'silent', 'confirmed') and o.submitted_at <= m.sent
          and o.submitted_at > m.sent - m.within
    ), own_lines as materialized (
        select l.payee_id, l.instalment_id, l.account_id from control.proposal_line l
        where l.company_id = p_company and l.proposal_id = p_proposal
    ), accounts as materialized (
        select n.account_id
        from (select distinct o.account_id from own_lines o) o
        join books.party_bank_account a on a.company_id = p_company and a.account_id = o.account_id
        join books.party_bank_account n on n.company_id = p_company
         and upper(regexp_replace(coalesce(n.iban, n.routing || n.account_number, n.account_number), '[^0-9A-Za-z]', '', 'g'))
           = upper(regexp_replace(coalesce(a.iban, a.routing || a.account_number, a.account_number), '[^0-9A-Za-z]', '', 'g'))
    ), together as (
        select control.in_base_currency(p_company, sum(l.pay_amount), l.currency, e.run_date) as amount
        from earlier e
        join control.proposal_line l on l.company_id = p_company and l.proposal_id = e.proposal_id
        where not e.beside_the_bound
          and (l.payee_id in (select o.payee_id from own_lines o) or l.account_id in (select a.account_id from accounts a))
          and l.instalment_id not in (select o.instalment_id from own_lines o)
        group by l.currency, e.run_date
        union all
        select e.base_total from earlier e where e.beside_the_bound or (e.kind = 'write_off' and e.same_person)
    )
    select m.base_total + coalesce((select sum(t.amount) from together t), 0) from mine m
$$;

create or replace function control.slots(p_company text, p_proposal uuid) returns jsonb
language sql stable set search_path = pg_catalog, pg_temp as $$
    with decided_together as materialized (select control.tier_amount(p_company, p_proposal) as amount)
    select tier -> 'slots'
    from decided_together d, control.payment_proposal p,
         jsonb_array_elements(control.tiers(p.company_id, p.policy_version, p.kind)) with ordinality t (tier, place)
    where p.company_id = p_company and p.proposal_id = p_proposal
      and (tier ->> 'up_to' is null or d.amount <= (tier ->> 'up_to')::numeric)
    order by place limit 1
$$;

-- The body of today against the digest; a run's items locked in one order, so that two approvals over the same item queue up.
create or replace function control.check_fresh(p_company text, p_proposal uuid, p_digest text) returns void
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
    head control.payment_proposal;
    items constant bigint[] := array(select l.instalment_id from control.proposal_line l
                                     where l.company_id = p_company and l.proposal_id = p_proposal);
    today record;
begin
    select * into strict head from control.payment_proposal p where p.company_id = p_company and p.proposal_id = p_proposal;
    perform 1 from books.instalment i where i.company_id = p_company and i.instalment_id = any (items)
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

-- Which of the signed person's companies a proposal belongs to; null for another's and for none.
create function control.company_of(p_proposal uuid) returns text
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
    select p.company_id from control.payment_proposal p
    where p.company_id = any (control.granted_companies()) and p.proposal_id = p_proposal
$$;

revoke all on function control.company_of(uuid) from public;
grant execute on function control.company_of(uuid) to wcc_decision;
