-- Open amounts and the status of an invoice follow from allocations. Whole statements at a time, so that
-- a load of a hundred thousand rows pays for one pass and not for a hundred thousand.

create function books.settle_items(p_companies text[], p_items bigint[]) returns void
language sql set search_path = pg_catalog, pg_temp as $$
    with touched as (
        select distinct * from unnest(p_companies, p_items) as t (company_id, instalment_id)
    ), settled as (
        select t.company_id, t.instalment_id, coalesce(sum(a.settles), 0) as amount
        from touched t
        left join books.allocation a
          on a.company_id = t.company_id and a.instalment_id = t.instalment_id and a.reversed_on is null
        group by t.company_id, t.instalment_id
    )
    update books.instalment i set open_amount = i.amount - s.amount
    from settled s
    where i.company_id = s.company_id and i.instalment_id = s.instalment_id and i.open_amount <> i.amount - s.amount
$$;

create function books.settle_invoices(p_companies text[], p_invoices bigint[]) returns void
language sql set search_path = pg_catalog, pg_temp as $$
    with touched as (
        select distinct * from unnest(p_companies, p_invoices) as t (company_id, invoice_id)
    ), remaining as (
        select t.company_id, t.invoice_id, sum(i.open_amount) as amount, bool_and(i.open_amount = 0) as paid
        from touched t
        join books.instalment i on i.company_id = t.company_id and i.invoice_id = t.invoice_id
        group by t.company_id, t.invoice_id
    )
    update books.invoice v set
        open_amount = r.amount,
        status = case when v.status not in ('open', 'paid') then v.status when r.paid then 'paid' else 'open' end
    from remaining r
    where v.company_id = r.company_id and v.invoice_id = r.invoice_id
      and (v.open_amount <> r.amount or (v.status in ('open', 'paid') and (v.status = 'paid') <> r.paid))
$$;

-- A load is settled by joining whole tables: in the same transaction the planner has no statistics yet, would
-- take a big batch for a small one, and look up row by row.
create function books.settle(p_companies text[], p_items bigint[], p_invoices bigint[] default null) returns void
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
    loops constant text := current_setting('enable_nestloop');
begin
    if cardinality(p_items) > 1000 then
        perform control.refresh_statistics();
    end if;
    if cardinality(p_items) > 200 then
        perform set_config('enable_nestloop', 'off', true);
    end if;
    perform books.settle_items(p_companies, p_items);
    if p_invoices is null then
        select array_agg(i.company_id), array_agg(i.invoice_id) into p_companies, p_invoices
        from unnest(p_companies, p_items) as t (company_id, instalment_id)
        join books.instalment i on i.company_id = t.company_id and i.instalment_id = t.instalment_id;
    end if;
    perform books.settle_invoices(p_companies, p_invoices);
    perform set_config('enable_nestloop', loops, true);
end $$;

create function books.allocations_changed() returns trigger
language plpgsql set search_path = pg_catalog, pg_temp as $$
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
        perform books.settle(companies, items);
    end if;
    return null;
end $$;

create trigger allocations_inserted after insert on allocation
    referencing new table as new_rows for each statement execute function books.allocations_changed();
create trigger allocations_updated after update on allocation
    referencing new table as new_rows old table as old_rows for each statement execute function books.allocations_changed();
create trigger allocations_deleted after delete on allocation
    referencing old table as old_rows for each statement execute function books.allocations_changed();

create function books.instalments_changed() returns trigger
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
    companies text[];
    items bigint[];
    invoices bigint[];
begin
    if pg_trigger_depth() > 1 then
        return null;                                -- our own update of open_amount, or an invoice going away
    end if;
    if tg_op <> 'DELETE' then
        -- A new item has no allocation yet: it is settled only where it came with another open amount.
        select array_agg(n.company_id), array_agg(n.invoice_id),
               array_agg(case when tg_op = 'UPDATE' or n.open_amount <> n.amount then n.instalment_id end)
        into companies, invoices, items from new_rows n;
        perform books.settle(companies, items, invoices);
    end if;
    if tg_op <> 'INSERT' then
        select array_agg(o.company_id), array_agg(o.instalment_id), array_agg(o.invoice_id)
        into companies, items, invoices from old_rows o;
        perform books.settle(companies, items, invoices);
    end if;
    return null;
end $$;

create trigger instalments_inserted after insert on instalment
    referencing new table as new_rows for each statement execute function books.instalments_changed();
create trigger instalments_updated after update on instalment
    referencing new table as new_rows old table as old_rows for each statement execute function books.instalments_changed();
create trigger instalments_deleted after delete on instalment
    referencing old table as old_rows for each statement execute function books.instalments_changed();
