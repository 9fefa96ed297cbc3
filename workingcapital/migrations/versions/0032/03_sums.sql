-- Sums are made before they are sorted. Of a load's spans there are as many as of its items, of the days and months they
-- move a few hundred; sorted first, they would be compared by nine columns, a dozen times each. A month is that of a
-- date: by way of a time with a zone it takes longer than to add up.

create or replace function books.spans_inserted() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
    insert into books.open_movement as m
    with moved as materialized (
        select n.company_id, n.side, e.day, n.due_date, n.currency, n.intercompany, n.open_amount < 0 as credit,
               n.disputed, sum(e.sign * n.open_amount) as amount, sum(e.sign) as items
        from new_rows n
        cross join lateral (values (n.from_day, 1), (n.to_day, -1)) as e (day, sign)
        where e.day < 'infinity'
        group by 1, 2, 3, 4, 5, 6, 7, 8
    )
    select company_id, side, g.grain,
           case g.grain when 'day' then day else date_trunc('month', day::timestamp)::date end as day,
           due_date, currency, intercompany, credit, disputed, sum(amount), sum(items)
    from moved cross join (values ('day'), ('month')) as g (grain)
    group by 1, 2, 3, 4, 5, 6, 7, 8, 9
    having sum(amount) <> 0 or sum(items) <> 0
    order by 1, 2, 3, 4, 5, 6, 7, 8, 9
    on conflict (company_id, side, grain, day, due_date, currency, intercompany, credit, disputed)
        do update set amount = m.amount + excluded.amount, items = m.items + excluded.items;
    return null;
end $$;

create or replace function books.spans_in_months() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
    if tg_op = 'INSERT' then
        insert into books.open_party_month as m
        with due as materialized (
            select n.company_id, n.side, date_trunc('month', n.due_date::timestamp)::date as month, n.party_id,
                   n.currency, n.intercompany, n.open_amount < 0 as credit, n.disputed, sum(n.open_amount) as amount,
                   count(*) as items
            from new_rows n where n.to_day = 'infinity'
            group by 1, 2, 3, 4, 5, 6, 7, 8
        )
        select * from due order by month, party_id, company_id, side, currency, intercompany, credit, disputed
        on conflict (company_id, side, month, party_id, currency, intercompany, credit, disputed)
            do update set amount = m.amount + excluded.amount, items = m.items + excluded.items;
        return null;
    end if;
    insert into books.open_party_month as m
    with due as materialized (
        select o.company_id, o.side, date_trunc('month', o.due_date::timestamp)::date as month, o.party_id, o.currency,
               o.intercompany, o.open_amount < 0 as credit, o.disputed, -sum(o.open_amount) as amount,
               -count(*) as items
        from old_rows o where o.to_day = 'infinity'
        group by 1, 2, 3, 4, 5, 6, 7, 8
    )
    select * from due order by month, party_id, company_id, side, currency, intercompany, credit, disputed
    on conflict (company_id, side, month, party_id, currency, intercompany, credit, disputed)
        do update set amount = m.amount + excluded.amount, items = m.items + excluded.items;
    -- Of a party that has paid nothing is left to read.
    delete from books.open_party_month m
    using (select distinct o.company_id, o.side, date_trunc('month', o.due_date::timestamp)::date as month, o.party_id
           from old_rows o where o.to_day = 'infinity') t
    where m.company_id = t.company_id and m.side = t.side and m.month = t.month and m.party_id = t.party_id
      and m.items = 0 and m.amount = 0;
    return null;
end $$;
