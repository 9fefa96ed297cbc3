-- Holding a bill back from payment, and letting it go again.

create function control.bill_hold_body(p_head control.payment_proposal, out body jsonb, out blocked jsonb)
language plpgsql stable set search_path = pg_catalog, pg_temp as $$
declare
    wanted constant jsonb := (p_head).subject;
    bill books.invoice;
    until constant date := (wanted ->> 'until')::date;
begin
    select * into bill from books.invoice v where v.company_id = (p_head).company_id and v.invoice_id = (wanted ->> 'invoice')::bigint;
    blocked := control.blocked_by(
        case when bill.invoice_id is null then 'there is no such bill here' end,
        case when bill.side <> 'payable' then 'it is money owed to us' end,
        case when bill.status <> 'open' then 'nothing is open on it' end,
        case when bill.hold_reason is not null and coalesce(bill.hold_until > control.business_day((p_head).company_id), true)
             then 'it is on hold already: ' || bill.hold_reason end,
        case when coalesce(wanted ->> 'code', '') not in ('price', 'quantity', 'no_receipt', 'duplicate', 'dispute', 'quality', 'other')
             then 'the reason code is price, quantity, no_receipt, duplicate, dispute, quality or other' end,
        case when until <= control.business_day((p_head).company_id) then 'a hold ends after today' end);
    body := control.plain_body(p_head, control.bill_json(bill), jsonb_build_array(
        control.change('hold_code', bill.hold_code, wanted ->> 'code'),
        control.change('hold_reason', bill.hold_reason, (p_head).reason),
        control.change('hold_until', bill.hold_until::text, until::text)));
end $$;

create function control.carry_out_bill_hold(p_head control.payment_proposal, p_person text) returns void
language sql set search_path = pg_catalog, pg_temp as $$
    update books.invoice v set hold_code = (p_head).subject ->> 'code', hold_reason = (p_head).reason,
        hold_until = ((p_head).subject ->> 'until')::date
    where v.company_id = (p_head).company_id and v.invoice_id = ((p_head).subject ->> 'invoice')::bigint
$$;

-- A hold goes with the reason code that lifts it; one for a bank change goes by verifying the account and not otherwise.
create function control.bill_release_body(p_head control.payment_proposal, out body jsonb, out blocked jsonb)
language plpgsql stable set search_path = pg_catalog, pg_temp as $$
declare
    wanted constant jsonb := (p_head).subject;
    bill books.invoice;
begin
    select * into bill from books.invoice v where v.company_id = (p_head).company_id and v.invoice_id = (wanted ->> 'invoice')::bigint;
    blocked := control.blocked_by(
        case when bill.invoice_id is null then 'there is no such bill here' end,
        case when bill.hold_reason is null and bill.duplicate_of_id is null then 'it is not on hold' end,
        case when bill.hold_code = 'bank_change' and exists (
                 select from books.party_bank_account a where a.company_id = bill.company_id
                   and a.party_id = coalesce(bill.payee_id, bill.party_id) and a.status = 'unverified')
             then 'an account of this supplier is not verified: propose the bank change, it is called back' end,
        case when coalesce(wanted ->> 'code', '') not in ('resolved', 'credited', 'received', 'no_duplicate', 'agreed', 'mistake')
             then 'the reason code is resolved, credited, received, no_duplicate, agreed or mistake' end);
    body := control.plain_body(p_head, control.bill_json(bill), jsonb_build_array(
        control.change('hold_code', bill.hold_code, null), control.change('hold_reason', bill.hold_reason, null),
        control.change('hold_until', bill.hold_until::text, null),
        control.change('duplicate_of', bill.duplicate_of_id::text, null)));
end $$;

create function control.carry_out_bill_release(p_head control.payment_proposal, p_person text) returns void
language sql set search_path = pg_catalog, pg_temp as $$
    update books.invoice v set hold_code = null, hold_reason = null, hold_until = null, duplicate_of_id = null
    where v.company_id = (p_head).company_id and v.invoice_id = ((p_head).subject ->> 'invoice')::bigint
$$;

-- A bill as the subject of a body: any change of number, amount, party or what is open makes another body.
create function control.bill_json(p_bill books.invoice) returns jsonb
language sql stable set search_path = pg_catalog, pg_temp as $$
    select jsonb_build_object(
        'invoice', (p_bill).invoice_id, 'number', (p_bill).number, 'party', (p_bill).party_id,
        'party_name', (select y.name from books.party y where y.company_id = (p_bill).company_id and y.party_id = (p_bill).party_id),
        'gross', control.money_text((p_bill).gross, (p_bill).currency), 'open', control.money_text((p_bill).open_amount, (p_bill).currency),
        'currency', (p_bill).currency)
$$;
