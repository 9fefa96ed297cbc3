-- Movements are the sum of the spans, whatever makes or ends a span.

create function books.spans_inserted() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
    insert into books.open_movement as m
    select n.company_id, n.side, g.grain,
           case g.grain when 'day' then e.day else date_trunc('month', e.day)::date end as day,
           n.due_date, n.currency, n.intercompany, n.open_amount < 0, n.disputed,
           sum(e.sign * n.open_amount), sum(e.sign)
    from new_rows n
    cross join lateral (values (n.from_day, 1), (n.to_day, -1)) as e (day, sign)
    cross join (values ('day'), ('month')) as g (grain)
    where e.day < 'infinity'
    group by 1, 2, 3, 4, 5, 6, 7, 8, 9
    having sum(e.sign * n.open_amount) <> 0 or sum(e.sign) <> 0
    order by 1, 2, 3, 4, 5, 6, 7, 8, 9
    on conflict (company_id, side, grain, day, due_date, currency, intercompany, credit, disputed)
        do update set amount = m.amount + excluded.amount, items = m.items + excluded.items;
    return null;
end $$;

create function books.spans_deleted() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
    insert into books.open_movement as m
    select o.company_id, o.side, g.grain,
           case g.grain when 'day' then e.day else date_trunc('month', e.day)::date end as day,
           o.due_date, o.currency, o.intercompany, o.open_amount < 0, o.disputed,
           sum(e.sign * o.open_amount), sum(e.sign)
    from old_rows o
    cross join lateral (values (o.from_day, -1), (o.to_day, 1)) as e (day, sign)
    cross join (values ('day'), ('month')) as g (grain)
    where e.day < 'infinity'
    group by 1, 2, 3, 4, 5, 6, 7, 8, 9
    having sum(e.sign * o.open_amount) <> 0 or sum(e.sign) <> 0
    order by 1, 2, 3, 4, 5, 6, 7, 8, 9
    on conflict (company_id, side, grain, day, due_date, currency, intercompany, credit, disputed)
        do update set amount = m.amount + excluded.amount, items = m.items + excluded.items;
    return null;
end $$;

create trigger spans_inserted after insert on open_span
    referencing new table as new_rows for each statement execute function books.spans_inserted();
create trigger spans_deleted after delete on open_span
    referencing old table as old_rows for each statement execute function books.spans_deleted();

create function books.invoiced(p_company text default null) returns setof books.invoiced_day
language sql stable set search_path = pg_catalog, pg_temp as $$
    select company_id, side, posting_date, currency, intercompany, kind = 'prepayment', coalesce(term_id, 0),
           sum(gross), coalesce(sum(gross * fx_rate), 0), coalesce(sum(gross) filter (where fx_rate is null), 0),
           count(*)::integer
    from books.invoice
    where status not in ('draft', 'void', 'deleted') and company_id = coalesce(p_company, company_id)
    group by 1, 2, 3, 4, 5, 6, 7
$$;

create function books.add_invoiced(p_changes books.invoiced_day[]) returns void
language sql security definer set search_path = pg_catalog, pg_temp as $$
    insert into books.invoiced_day as d
    select company_id, side, day, currency, intercompany, prepayment, term_id,
           sum(gross), sum(at_rate), sum(without_rate), sum(documents)
    from unnest(p_changes)
    group by 1, 2, 3, 4, 5, 6, 7
    having sum(gross) <> 0 or sum(at_rate) <> 0 or sum(without_rate) <> 0 or sum(documents) <> 0
    order by 1, 2, 3, 4, 5, 6, 7
    on conflict (company_id, side, day, currency, intercompany, prepayment, term_id) do update set
        gross = d.gross + excluded.gross, at_rate = d.at_rate + excluded.at_rate,
        without_rate = d.without_rate + excluded.without_rate, documents = d.documents + excluded.documents
$$;

-- Of the rows of a statement, by what they count under: what they add.
create function books.invoices_inserted() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
    perform books.add_invoiced(array(
        select row(company_id, side, posting_date, currency, intercompany, kind = 'prepayment', coalesce(term_id, 0),
                   sum(gross), coalesce(sum(gross * fx_rate), 0),
                   coalesce(sum(gross) filter (where fx_rate is null), 0), count(*)::integer)::books.invoiced_day
        from new_rows where status not in ('draft', 'void', 'deleted')
        group by company_id, side, posting_date, currency, intercompany, kind = 'prepayment', coalesce(term_id, 0)));
    return null;
end $$;

create function books.invoices_deleted() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
    perform books.add_invoiced(array(
        select row(company_id, side, posting_date, currency, intercompany, kind = 'prepayment', coalesce(term_id, 0),
                   -sum(gross), -coalesce(sum(gross * fx_rate), 0),
                   -coalesce(sum(gross) filter (where fx_rate is null), 0), -count(*)::integer)::books.invoiced_day
        from old_rows where status not in ('draft', 'void', 'deleted')
        group by company_id, side, posting_date, currency, intercompany, kind = 'prepayment', coalesce(term_id, 0)));
    return null;
end $$;

-- An update counts out what was and in what is; where nothing of that changed (an open amount, say), it ends there.
create function books.invoices_updated() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
    companies text[];
    items bigint[];
begin
    perform books.add_invoiced(array(
        select row(company_id, side, posting_date, currency, intercompany, kind = 'prepayment', coalesce(term_id, 0),
                   sum(sign * gross), coalesce(sum(sign * gross * fx_rate), 0),
                   coalesce(sum(sign * gross) filter (where fx_rate is null), 0),
                   sum(sign)::integer)::books.invoiced_day
        from (select 1 as sign, n.* from new_rows n union all select -1, o.* from old_rows o) c
        where status not in ('draft', 'void', 'deleted')
        group by company_id, side, posting_date, currency, intercompany, kind = 'prepayment', coalesce(term_id, 0)));
    select array_agg(i.company_id), array_agg(i.instalment_id) into companies, items
    from new_rows n
    join old_rows o on o.company_id = n.company_id and o.invoice_id = n.invoice_id
    join books.instalment i on i.company_id = n.company_id and i.invoice_id = n.invoice_id
    where (n.side, n.party_id, n.currency, n.intercompany, n.posting_date, n.status in ('draft', 'void', 'deleted'))
       is distinct from
          (o.side, o.party_id, o.currency, o.intercompany, o.posting_date, o.status in ('draft', 'void', 'deleted'));
    if items is not null then
        perform books.respan(companies, items);
    end if;
    return null;
end $$;

create trigger invoices_inserted after insert on invoice
    referencing new table as new_rows for each statement execute function books.invoices_inserted();
create trigger invoices_deleted after delete on invoice
    referencing old table as old_rows for each statement execute function books.invoices_deleted();
create trigger invoices_updated after update on invoice
    referencing new table as new_rows old table as old_rows for each statement execute function books.invoices_updated();
