-- The books as they stood on a day: one row for each item that was open then.

create function books.items_as_of(p_company text, p_as_of date, p_side text default null)
returns table (
    item_id bigint, invoice_id bigint, side text, kind text, number text,
    party_id bigint, party_name text, issue_date date, posting_date date, due_date date, currency char(3),
    gross numeric, item_amount numeric, open_amount numeric,
    disputed_on_day boolean, hold_reason text, approval text, cost_centre text, country char(2), intercompany boolean
)
language sql stable as $$
    select i.instalment_id, v.invoice_id, v.side, v.kind, v.number,
           v.party_id, p.name, v.issue_date, v.posting_date, i.due_date, v.currency,
           v.gross, i.amount, i.amount - coalesce(s.settled, 0),
           exists (select from books.dispute d
                   where d.company_id = v.company_id and d.invoice_id = v.invoice_id
                     and d.opened_on <= p_as_of and (d.closed_on is null or d.closed_on > p_as_of)),
           case when v.hold_until is null or v.hold_until > p_as_of then v.hold_reason end,
           v.approval, v.cost_centre, p.country, v.intercompany
    from books.invoice v
    join books.instalment i on i.company_id = v.company_id and i.invoice_id = v.invoice_id
    join books.party p on p.company_id = v.company_id and p.party_id = v.party_id
    left join (
        select a.instalment_id, sum(a.settles) as settled
        from books.allocation a
        where a.company_id = p_company and a.allocated_on <= p_as_of
          and (a.reversed_on is null or a.reversed_on > p_as_of)
        group by a.instalment_id
    ) s on s.instalment_id = i.instalment_id
    where v.company_id = p_company and v.posting_date <= p_as_of
      and v.status not in ('draft', 'void', 'deleted')
      and (p_side is null or v.side = p_side)
      and i.amount <> coalesce(s.settled, 0)
$$;
