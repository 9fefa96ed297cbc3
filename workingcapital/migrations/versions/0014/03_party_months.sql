-- What is open now by party and month of the due date: "who owes what is late" without reading each item.
--
-- Kept by the same rows that keep the movements: spans that hold still are in, spans that ended are not.

create table open_party_month (
    company_id   text not null,
    side         text not null,
    month        date not null,                     -- the first of the month the items are due in
    party_id     bigint not null,
    currency     char(3) not null,
    intercompany boolean not null,
    credit       boolean not null,
    disputed     boolean not null,
    amount       numeric(22,4) not null,
    items        integer not null,
    primary key (company_id, side, month, party_id, currency, intercompany, credit, disputed)
) with (fillfactor = 80);

create function books.spans_in_months() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
    if tg_op = 'INSERT' then
        insert into books.open_party_month as m
        select n.company_id, n.side, date_trunc('month', n.due_date)::date, n.party_id, n.currency, n.intercompany,
               n.open_amount < 0, n.disputed, sum(n.open_amount), count(*)
        from new_rows n where n.to_day = 'infinity'
        group by 1, 2, 3, 4, 5, 6, 7, 8 order by 1, 2, 3, 4, 5, 6, 7, 8
        on conflict (company_id, side, month, party_id, currency, intercompany, credit, disputed)
            do update set amount = m.amount + excluded.amount, items = m.items + excluded.items;
        return null;
    end if;
    insert into books.open_party_month as m
    select o.company_id, o.side, date_trunc('month', o.due_date)::date, o.party_id, o.currency, o.intercompany,
           o.open_amount < 0, o.disputed, -sum(o.open_amount), -count(*)
    from old_rows o where o.to_day = 'infinity'
    group by 1, 2, 3, 4, 5, 6, 7, 8 order by 1, 2, 3, 4, 5, 6, 7, 8
    on conflict (company_id, side, month, party_id, currency, intercompany, credit, disputed)
        do update set amount = m.amount + excluded.amount, items = m.items + excluded.items;
    -- Of a party that has paid nothing is left to read.
    delete from books.open_party_month m
    using (select distinct o.company_id, o.side, date_trunc('month', o.due_date)::date as month, o.party_id
           from old_rows o where o.to_day = 'infinity') t
    where m.company_id = t.company_id and m.side = t.side and m.month = t.month and m.party_id = t.party_id
      and m.items = 0 and m.amount = 0;
    return null;
end $$;

create trigger spans_inserted_months after insert on open_span
    referencing new table as new_rows for each statement execute function books.spans_in_months();
create trigger spans_deleted_months after delete on open_span
    referencing old table as old_rows for each statement execute function books.spans_in_months();

create or replace function books.rebuild_kept() returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp set enable_nestloop = off as $$
begin
    delete from books.open_span;
    delete from books.open_movement;
    delete from books.open_party_month;
    delete from books.invoiced_day;
    insert into books.open_span select s.* from books.spans_of(
        (select array_agg(company_id order by instalment_id) from books.instalment),
        (select array_agg(instalment_id order by instalment_id) from books.instalment)) s;
    insert into books.invoiced_day select * from books.invoiced();
end $$;

select control.protect_tables();
grant select on open_party_month to wcc_runtime, wcc_loader, wcc_decision, wcc_execution;
revoke all on function books.spans_in_months() from public;
