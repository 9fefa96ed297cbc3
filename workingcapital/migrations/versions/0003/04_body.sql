-- The body of a proposal, built from today's rows: at proposing, again at approving, again at releasing.

create function control.in_base_currency(p_company text, p_amount numeric, p_currency text, p_on date) returns numeric
language plpgsql stable set search_path = pg_catalog, pg_temp as $$
declare
    base constant text := (select c.base_currency from books.company c where c.company_id = p_company);
    factor numeric;
begin
    if p_currency = base then
        return p_amount;
    end if;
    select case when r.from_currency = p_currency then r.rate else 1 / r.rate end into factor
    from books.fx_rate r
    where r.company_id = p_company and r.on_date <= p_on
      and (r.from_currency, r.to_currency) in ((p_currency, base), (base, p_currency))
    order by r.on_date desc, r.from_currency = p_currency desc limit 1;
    if factor is null then
        raise exception using errcode = 'WC604',
            message = format('there is no rate from %s to %s on or before %s', p_currency, base, p_on);
    end if;
    return round(p_amount * factor, control.minor_digits(base));
end $$;

create function control.account_json(p_account books.party_bank_account) returns jsonb
language sql immutable set search_path = pg_catalog, pg_temp as $$
    select jsonb_strip_nulls(jsonb_build_object(
        'id', (p_account).account_id, 'iban', (p_account).iban, 'number', (p_account).account_number,
        'routing', (p_account).routing, 'bic', (p_account).bic, 'holder', (p_account).holder))
$$;

-- The body as it would be today; `blocked` lists what may no longer be paid: [{item_id, why}].
create function control.run_body(p_company text, p_proposal uuid, out body jsonb, out blocked jsonb)
language plpgsql stable set search_path = pg_catalog, pg_temp as $$
declare
    head control.payment_proposal;
    lines jsonb;
    total numeric;
begin
    select * into strict head from control.payment_proposal p where p.company_id = p_company and p.proposal_id = p_proposal;
    with now_due as (
        select n.* from (
            select array_agg(l.instalment_id order by l.line_no) as items, array_agg(l.debit_date order by l.line_no) as debits,
                   array_agg(l.in_time_date order by l.line_no) as in_times
            from control.proposal_line l where l.company_id = p_company and l.proposal_id = p_proposal
        ) stored, control.payable_lines(p_company, stored.items, stored.debits, stored.in_times, p_proposal) n
    )
    select jsonb_agg(jsonb_build_object(
               'item', n.item_id, 'invoice', n.number, 'payee', n.payee_id, 'account', control.account_json(a),
               'debit_date', n.debit_date, 'in_time_date', n.in_time_date,
               'open', control.money_text(n.open_amount, n.currency), 'discount', control.money_text(n.discount, n.currency),
               'withheld', control.money_text(n.withheld, n.currency), 'pay', control.money_text(n.pay_amount, n.currency),
               'currency', n.currency) order by n.line_no),
           sum(n.pay_amount),
           jsonb_agg(jsonb_build_object('item_id', n.item_id, 'why', n.blocked) order by n.line_no) filter (where n.blocked is not null)
    into lines, total, blocked
    from now_due n
    left join books.party_bank_account a on a.company_id = p_company and a.account_id = n.account_id;
    body := jsonb_build_object(
        'kind', head.kind, 'company', p_company, 'proposal', p_proposal, 'run_date', head.run_date, 'currency', head.currency,
        'from', (select jsonb_strip_nulls(jsonb_build_object('id', b.bank_account_id, 'iban', b.iban, 'number', b.account_number,
                                                            'routing', b.routing, 'bic', b.bic))
                 from books.bank_account b where b.company_id = p_company and b.bank_account_id = head.bank_account_id),
        'total', control.money_text(total, head.currency), 'lines', lines,
        'policy_version', (control.current_policy(p_company)).version, 'certificate', head.certificate);
end $$;

-- What the tier goes by: this run, and what else goes to the same payees in runs sent for approval shortly before, so that
-- four payments of 49,000 need the same people as one of 196,000.
create function control.tier_amount(p_company text, p_proposal uuid) returns numeric
language sql stable set search_path = pg_catalog, pg_temp as $$
    select p.base_total + coalesce((
        select sum(control.in_base_currency(p_company, l.pay_amount, l.currency, o.run_date))
        from control.payment_proposal o
        join control.proposal_line l on l.company_id = o.company_id and l.proposal_id = o.proposal_id
        where o.company_id = p_company and o.proposal_id <> p_proposal and o.status in ('waiting', 'approved', 'released', 'sent', 'silent', 'confirmed')
          and o.submitted_at <= coalesce(p.submitted_at, clock_timestamp())
          and o.submitted_at > coalesce(p.submitted_at, clock_timestamp())
              - make_interval(hours => coalesce(((control.current_policy(p_company)).body ->> 'splitting_hours')::integer, 0))
          and exists (select from control.proposal_line m
                      where m.company_id = p_company and m.proposal_id = p_proposal and m.payee_id = l.payee_id)
          and not exists (select from control.proposal_line m
                          where m.company_id = p_company and m.proposal_id = p_proposal and m.instalment_id = l.instalment_id)
    ), 0)
    from control.payment_proposal p where p.company_id = p_company and p.proposal_id = p_proposal
$$;

-- The slots that approvals must fill: [[role, …], …]. No tier for the amount: nobody can approve it.
create function control.slots(p_company text, p_proposal uuid) returns jsonb
language sql stable set search_path = pg_catalog, pg_temp as $$
    select tier -> 'slots'
    from control.payment_proposal p
    join control.policy y on y.company_id = p.company_id and y.version = p.policy_version,
         jsonb_array_elements(y.body -> 'tiers' -> p.kind) with ordinality t (tier, place)
    where p.company_id = p_company and p.proposal_id = p_proposal
      and (tier ->> 'up_to' is null or control.tier_amount(p_company, p_proposal) <= (tier ->> 'up_to')::numeric)
    order by place limit 1
$$;

-- Slots nobody has filled yet, numbered as in slots().
create function control.open_slots(p_company text, p_proposal uuid) returns table (slot integer, roles jsonb)
language sql stable set search_path = pg_catalog, pg_temp as $$
    select s.place::integer, s.roles
    from jsonb_array_elements(control.slots(p_company, p_proposal)) with ordinality s (roles, place)
    where not exists (select from control.decision d
                      where d.company_id = p_company and d.proposal_id = p_proposal and d.verb = 'approve' and d.slot = s.place)
    order by s.place
$$;

-- What a reader of a proposal is told about its approval.
create function control.still_needed(p_company text, p_proposal uuid) returns jsonb
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
    select jsonb_build_object(
        'tier_amount', control.money_text(control.tier_amount(p_company, p_proposal), c.base_currency),
        'tier_currency', c.base_currency,
        'slots', coalesce((select jsonb_agg(o.roles order by o.slot) from control.open_slots(p_company, p_proposal) o), '[]'))
    from books.company c where c.company_id = p_company and p_company = any (control.granted_companies())
$$;
