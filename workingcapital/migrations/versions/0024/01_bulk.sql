-- Whether so many items are looked up by reading whole tables, or one by one through their indexes.
--
-- In the transaction that enters them the planner knows nothing of them and would always go one by one. A load that is
-- a small part of the books does better so: three hundred new bills do not read six million old ones.

create function books.is_bulk(p_items integer) returns boolean
language sql stable set search_path = pg_catalog, pg_temp as $$
    select p_items > 200 and p_items > (select c.reltuples from pg_class c where c.oid = 'books.instalment'::regclass) / 50
$$;
revoke all on function books.is_bulk(integer) from public;
grant execute on function books.is_bulk(integer) to wcc_runtime, wcc_loader, wcc_decision, wcc_execution;

create or replace function books.settle(p_companies text[], p_items bigint[], p_invoices bigint[] default null)
returns void language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
    loops constant text := current_setting('enable_nestloop');
begin
    if books.is_bulk(cardinality(p_items)) then
        if cardinality(p_items) > 1000 then
            perform control.refresh_statistics();
        end if;
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

create or replace function books.respan(p_companies text[], p_items bigint[]) returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
    loops constant text := current_setting('enable_nestloop');
begin
    if books.is_bulk(cardinality(p_items)) then
        perform set_config('enable_nestloop', 'off', true);
    end if;
    delete from books.open_span s using (
        select distinct * from unnest(p_companies, p_items) as t (company_id, instalment_id)) t
    where s.company_id = t.company_id and s.instalment_id = t.instalment_id;
    insert into books.open_span select * from books.spans_of(p_companies, p_items);
    perform set_config('enable_nestloop', loops, true);
end $$;
