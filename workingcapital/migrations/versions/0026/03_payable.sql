-- What may be paid, as before; an item's discount and withholding are worked out once, not at each place that names them.

create or replace function control.payable_lines(
    p_company text, p_items bigint[], p_debit_dates date[], p_in_time_dates date[], p_except uuid default null)
returns table (
    line_no integer, item_id bigint, invoice_id bigint, number text, party_id bigint, payee_id bigint, payee_name text,
    account_id bigint, currency char(3), debit_date date, in_time_date date, due_date date,
    open_amount numeric, discount numeric, withheld numeric, pay_amount numeric, blocked text
)
language sql stable set search_path = pg_catalog, pg_temp as $$
    with setting as materialized (
        select control.business_day(p_company) as today,
               coalesce((p.body ->> 'bank_change_cooling_off_days')::integer, 0) as cooling_off,
               coalesce(p.body ->> 'withholding_base', 'after_discount') as withholding_base
        from (select 1) one left join control.current_policy(p_company) p on true
    ), asked as (
        select a.line_no::integer, a.item, a.debit, coalesce(a.in_time, a.debit) as in_time
        from unnest(p_items, p_debit_dates, p_in_time_dates) with ordinality a (item, debit, in_time, line_no)
    ), priced as materialized (
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
    ), withholding as materialized (
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
               when exists (select from control.payment_proposal b
                    where b.company_id = p_company and b.kind = 'bank_change' and b.status = 'waiting'
                      and b.expires_at > clock_timestamp() and (b.subject ->> 'party')::bigint = w.payee_id)
                   then 'a bank change of ' || payee.name || ' waits for its verification'
               when account.changed_from_id is not null and account.proposal_id is null
                    and greatest(account.valid_from, account.verified_at::date) + s.cooling_off > s.today
                   then 'the bank account of ' || payee.name || ' changed within the last ' || s.cooling_off || ' days'
               when exists (select from control.execution_item x
                    where x.company_id = p_company and x.instalment_id = w.item and x.live
                      and x.proposal_id is distinct from p_except)
                   then 'already in an approved run'
               when w.open_amount - w.discount - w.withheld <= 0 then 'nothing is left to pay'
               else held.why
           end
    from withholding w
    cross join setting s
    left join books.party party on party.company_id = p_company and party.party_id = w.party_id
    left join books.party payee on payee.company_id = p_company and payee.party_id = w.payee_id
    left join lateral control.payee_account(p_company, w.payee_id, w.currency, w.debit) account on true
    left join control.holds(p_company, p_items) held on held.item_id = w.item
    order by w.line_no
$$;
