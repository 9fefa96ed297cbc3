-- What may be paid, how much of it, and to which account: one rule for proposing, approving, releasing and planning.

-- The company's own day: frozen for a sample, the calendar's in its time zone otherwise.
create function control.business_day(p_company text) returns date
language sql stable set search_path = pg_catalog, pg_temp as $$
    select coalesce(c.today, (now() at time zone c.time_zone)::date) from books.company c where c.company_id = p_company
$$;

-- The newest verified one that is valid when the money moves.
create function control.payee_account(p_company text, p_payee bigint, p_currency text, p_on date)
returns setof books.party_bank_account
language sql stable as $$                           -- no fixed path: only so can the planner fold it into the caller
    select a.* from books.party_bank_account a
    where a.company_id = p_company and a.party_id = p_payee and a.status = 'verified'
      and a.valid_from <= p_on and coalesce(a.valid_to >= p_on, true) and coalesce(a.currency = p_currency, true)
    order by a.valid_from desc, a.account_id desc limit 1
$$;

-- One row for each item asked about, in the order asked. `blocked` says in words why it may not be paid; else null.
-- Amounts are of today's rows. Items that do not exist here have no invoice.
create function control.payable_lines(
    p_company text, p_items bigint[], p_debit_dates date[], p_in_time_dates date[], p_except uuid default null)
returns table (
    line_no integer, item_id bigint, invoice_id bigint, number text, party_id bigint, payee_id bigint, payee_name text,
    account_id bigint, currency char(3), debit_date date, in_time_date date, due_date date,
    open_amount numeric, discount numeric, withheld numeric, pay_amount numeric, blocked text
)
language sql stable set search_path = pg_catalog, pg_temp as $$
    with setting as (
        select control.business_day(p_company) as today,
               coalesce((p.body ->> 'bank_change_cooling_off_days')::integer, 0) as cooling_off,
               coalesce(p.body ->> 'withholding_base', 'after_discount') as withholding_base
        from (select 1) one left join control.current_policy(p_company) p on true
    ), asked as (
        select a.line_no::integer, a.item, a.debit, coalesce(a.in_time, a.debit) as in_time
        from unnest(p_items, p_debit_dates, p_in_time_dates) with ordinality a (item, debit, in_time, line_no)
    ), priced as (
        select k.line_no, k.item, k.debit, k.in_time, i.due_date, i.open_amount as open_amount,
               v.invoice_id, v.side, v.number, v.currency, v.status, v.approval, v.hold_reason, v.hold_until, v.disputed,
               v.duplicate_of_id, v.erp_lock, v.withholding_percent, v.party_id,
               coalesce(v.payee_id, v.party_id) as payee_id,
               coalesce((select max(round(s.amount * i.open_amount / i.amount, control.minor_digits(v.currency)))
                         from books.discount_step s
                         where s.company_id = i.company_id and s.instalment_id = i.instalment_id
                           and s.pay_by >= case when s.in_time_by in ('order', 'debit') then k.debit else k.in_time end), 0) as discount
        from asked k
        left join books.instalment i on i.company_id = p_company and i.instalment_id = k.item
        left join books.invoice v on v.company_id = i.company_id and v.invoice_id = i.invoice_id
    ), withholding as (
        select p.*, round((p.open_amount - case s.withholding_base when 'after_discount' then p.discount else 0 end)
                          * coalesce(p.withholding_percent, 0) / 100, control.minor_digits(p.currency)) as withheld
        from priced p cross join setting s
    )
    select w.line_no, w.item, w.invoice_id, w.number, w.party_id, w.payee_id, payee.name,
           account.account_id, w.currency, w.debit, w.in_time, w.due_date,
           w.open_amount, w.discount, w.withheld,
           round(w.open_amount - w.discount - w.withheld, control.minor_digits(w.currency)),
           case
               when w.invoice_id is null then 'there is no such item here'
               when w.side <> 'payable' then 'it is money owed to us'
               when w.status <> 'open' or w.open_amount = 0 then 'nothing is open on it'
               when w.open_amount < 0 then 'a credit is offset, not paid'
               when w.approval <> 'approved' then 'the bill is not approved'
               when w.hold_reason is not null and coalesce(w.hold_until > w.debit, true) then 'on hold: ' || w.hold_reason
               when w.disputed or exists (select from books.dispute d
                    where d.company_id = p_company and d.invoice_id = w.invoice_id
                      and d.opened_on <= s.today and coalesce(d.closed_on > s.today, true)) then 'in dispute'
               when w.duplicate_of_id is not null then 'possibly a duplicate of another bill'
               when w.erp_lock is not null then 'locked in the ledger: ' || w.erp_lock
               when party.payment_block is not null and coalesce(party.payment_block_until > w.debit, true)
                   then 'payments to ' || party.name || ' are blocked: ' || party.payment_block
               when payee.payment_block is not null and coalesce(payee.payment_block_until > w.debit, true)
                   then 'payments to ' || payee.name || ' are blocked: ' || payee.payment_block
               when account.account_id is null then 'no verified bank account of ' || payee.name || ' for ' || w.currency
               when account.iban is not null and not control.iban_is_valid(account.iban)
                   then 'the IBAN of ' || payee.name || ' fails its checksum'
               when exists (select from books.party_bank_account n
                    where n.company_id = p_company and n.changed_from_id = account.account_id
                      and n.status = 'unverified' and n.valid_from <= s.today)
                   then 'a bank change of ' || payee.name || ' waits for its verification'
               when account.changed_from_id is not null
                    and greatest(account.valid_from, account.verified_at::date) + s.cooling_off > s.today
                   then 'the bank account of ' || payee.name || ' changed within the last ' || s.cooling_off || ' days'
               when exists (select from control.execution_item x
                    where x.company_id = p_company and x.instalment_id = w.item and x.live
                      and x.proposal_id is distinct from p_except)
                   then 'already in an approved run'
               when w.open_amount - w.discount - w.withheld <= 0 then 'nothing is left to pay'
           end
    from withholding w
    cross join setting s
    left join books.party party on party.company_id = p_company and party.party_id = w.party_id
    left join books.party payee on payee.company_id = p_company and payee.party_id = w.payee_id
    left join lateral control.payee_account(p_company, w.payee_id, w.currency, w.debit) account on true
    order by w.line_no
$$;

-- One item on one day.
create function control.payable(p_company text, p_item bigint, p_on date)
returns table (pay_amount numeric, discount numeric, withheld numeric, currency char(3), account_id bigint, blocked text)
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
    select l.pay_amount, l.discount, l.withheld, l.currency, l.account_id, l.blocked
    from control.payable_lines(p_company, array[p_item], array[p_on], array[p_on]) l
$$;

-- Every open bill that falls due or loses a discount within the horizon, for a plan: what it is, what blocks it if paid
-- on p_as_of, and its steps. The plan chooses days; propose_payment_run() asks payable_lines() again for those days.
create function control.payable_items(p_company text, p_as_of date, p_horizon integer)
returns table (
    item_id bigint, invoice_id bigint, number text, party_id bigint, party_name text, critical boolean,
    may_be_stretched boolean, currency char(3), due_date date, open_amount numeric, withholding_percent numeric,
    steps jsonb, account_id bigint, blocked text
)
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
    with open_items as (
        select i.instalment_id, i.due_date, v.withholding_percent, i.amount, i.open_amount
        from books.invoice v
        join books.instalment i on i.company_id = v.company_id and i.invoice_id = v.invoice_id
        where v.company_id = p_company and v.side = 'payable' and v.status = 'open' and i.open_amount <> 0
          and i.due_date <= p_as_of + p_horizon
    ), listed as (
        select array_agg(o.instalment_id order by o.instalment_id) as items,
               array_agg(p_as_of order by o.instalment_id) as days from open_items o
    )
    select l.item_id, l.invoice_id, l.number, l.party_id, p.name, p.critical, p.may_be_stretched_by is not null, l.currency,
           l.due_date, l.open_amount, o.withholding_percent,
           coalesce((select jsonb_agg(jsonb_build_object(
                        'pay_by', s.pay_by, 'percent', s.percent::text, 'in_time_by', s.in_time_by,
                        'amount', control.money_text(s.amount * o.open_amount / o.amount, l.currency),
                        'tax_part', control.money_text(s.tax_part * o.open_amount / o.amount, l.currency)) order by s.pay_by)
                     from books.discount_step s
                     where s.company_id = p_company and s.instalment_id = l.item_id and s.pay_by >= p_as_of), '[]'),
           l.account_id, l.blocked
    from listed, control.payable_lines(p_company, listed.items, listed.days, listed.days) l
    join open_items o on o.instalment_id = l.item_id
    join books.party p on p.company_id = p_company and p.party_id = l.party_id
$$;
