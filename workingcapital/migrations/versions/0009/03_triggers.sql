-- Which items a statement touched. The lock comes first (triggers fire in the order of their names), then the open
-- amounts of 0001, then the spans.

create function books.allocations_touch() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
    companies text[];
    items bigint[];
begin
    if tg_op = 'INSERT' then
        select array_agg(n.company_id), array_agg(n.instalment_id) into companies, items from new_rows n;
    elsif tg_op = 'DELETE' then
        select array_agg(o.company_id), array_agg(o.instalment_id) into companies, items from old_rows o;
    else
        select array_agg(c.company_id), array_agg(c.instalment_id) into companies, items
        from (select n.company_id, n.instalment_id from new_rows n
              union select o.company_id, o.instalment_id from old_rows o) c;
    end if;
    if items is not null then
        if tg_argv[0] = 'lock' then
            perform books.lock_items(companies, items);
        else
            perform books.respan(companies, items);
        end if;
    end if;
    return null;
end $$;

create trigger allocation_inserted_lock after insert on allocation
    referencing new table as new_rows for each statement execute function books.allocations_touch('lock');
create trigger allocation_updated_lock after update on allocation
    referencing new table as new_rows old table as old_rows
    for each statement execute function books.allocations_touch('lock');
create trigger allocation_deleted_lock after delete on allocation
    referencing old table as old_rows for each statement execute function books.allocations_touch('lock');
create trigger allocations_inserted_span after insert on allocation
    referencing new table as new_rows for each statement execute function books.allocations_touch('span');
create trigger allocations_updated_span after update on allocation
    referencing new table as new_rows old table as old_rows
    for each statement execute function books.allocations_touch('span');
create trigger allocations_deleted_span after delete on allocation
    referencing old table as old_rows for each statement execute function books.allocations_touch('span');

create function books.instalments_touch() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
    companies text[];
    items bigint[];
begin
    if tg_op = 'INSERT' then
        select array_agg(n.company_id), array_agg(n.instalment_id) into companies, items from new_rows n;
    elsif tg_op = 'DELETE' then
        select array_agg(o.company_id), array_agg(o.instalment_id) into companies, items from old_rows o;
    else
        select array_agg(n.company_id), array_agg(n.instalment_id) into companies, items
        from new_rows n join old_rows o on o.company_id = n.company_id and o.instalment_id = n.instalment_id
        where (n.invoice_id, n.due_date, n.amount) is distinct from (o.invoice_id, o.due_date, o.amount);
    end if;
    if items is not null then
        perform books.respan(companies, items);
    end if;
    return null;
end $$;

create trigger instalments_inserted_span after insert on instalment
    referencing new table as new_rows for each statement execute function books.instalments_touch();
create trigger instalments_updated_span after update on instalment
    referencing new table as new_rows old table as old_rows
    for each statement execute function books.instalments_touch();
create trigger instalments_deleted_span after delete on instalment
    referencing old table as old_rows for each statement execute function books.instalments_touch();

create function books.disputes_touch() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
    companies text[];
    invoices bigint[];
    items bigint[];
begin
    if tg_op = 'INSERT' then
        select array_agg(n.company_id), array_agg(n.invoice_id) into companies, invoices from new_rows n;
    elsif tg_op = 'DELETE' then
        select array_agg(o.company_id), array_agg(o.invoice_id) into companies, invoices from old_rows o;
    else
        select array_agg(c.company_id), array_agg(c.invoice_id) into companies, invoices
        from (select n.company_id, n.invoice_id from new_rows n
              union select o.company_id, o.invoice_id from old_rows o) c;
    end if;
    select array_agg(i.company_id), array_agg(i.instalment_id) into companies, items
    from unnest(companies, invoices) as t (company_id, invoice_id)
    join books.instalment i on i.company_id = t.company_id and i.invoice_id = t.invoice_id;
    if items is not null then
        perform books.respan(companies, items);
    end if;
    return null;
end $$;

create trigger disputes_inserted_span after insert on dispute
    referencing new table as new_rows for each statement execute function books.disputes_touch();
create trigger disputes_updated_span after update on dispute
    referencing new table as new_rows old table as old_rows for each statement execute function books.disputes_touch();
create trigger disputes_deleted_span after delete on dispute
    referencing old table as old_rows for each statement execute function books.disputes_touch();

-- From nothing: for books that were there before, and to prove the kept ones.
create function books.rebuild_kept() returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp set enable_nestloop = off as $$
begin
    delete from books.open_span;
    delete from books.open_movement;
    delete from books.invoiced_day;
    insert into books.open_span select s.* from books.spans_of(
        (select array_agg(company_id order by instalment_id) from books.instalment),
        (select array_agg(instalment_id order by instalment_id) from books.instalment)) s;
    insert into books.invoiced_day select * from books.invoiced();
end $$;
