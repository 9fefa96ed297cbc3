-- The books as they stood on a day: one row for each item that was open then. What narrows a question (side, party,
-- currency, due date) is taken from the span, so that the indexes of the spans are of use.

create or replace function books.items_as_of(p_company text, p_as_of date, p_side text default null)
returns table (
    item_id bigint, invoice_id bigint, side text, kind text, number text,
    party_id bigint, party_name text, issue_date date, posting_date date, due_date date, currency char(3),
    gross numeric, item_amount numeric, open_amount numeric,
    disputed_on_day boolean, hold_reason text, approval text, cost_centre text, country char(2), intercompany boolean
)
language sql stable as $$
    select s.instalment_id, s.invoice_id, s.side, v.kind, v.number,
           s.party_id, p.name, v.issue_date, v.posting_date, s.due_date, s.currency,
           v.gross, i.amount, s.open_amount,
           s.disputed,
           case when v.hold_until is null or v.hold_until > p_as_of then v.hold_reason end,
           v.approval, v.cost_centre, p.country, s.intercompany
    from (
        select n.* from books.open_span n
        where n.company_id = p_company and n.to_day = 'infinity' and n.from_day <= p_as_of
          and (p_side is null or n.side = p_side)
        union all
        select e.* from books.open_span e
        where e.company_id = p_company and e.to_day < 'infinity' and e.to_day > p_as_of and e.from_day <= p_as_of
          and (p_side is null or e.side = p_side)
    ) s
    join books.instalment i on i.company_id = p_company and i.instalment_id = s.instalment_id
    join books.invoice v on v.company_id = p_company and v.invoice_id = s.invoice_id
    join books.party p on p.company_id = p_company and p.party_id = s.party_id
$$;
