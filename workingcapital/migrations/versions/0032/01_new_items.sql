-- A large load comes in pieces. The triggers of new items read, of the documents that are there already, only those of
-- the piece: a load numbers its documents one after the other, so they stand together in the index.

create or replace function books.instalments_changed() returns trigger
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
    companies text[];
    items bigint[];
    invoices bigint[];
    piece record;
    loops constant text := current_setting('enable_nestloop');
begin
    if pg_trigger_depth() > 1 then
        return null;                                -- our own update of open_amount, or an invoice going away
    end if;
    if tg_op = 'INSERT' then
        if books.is_bulk((select count(*)::integer from new_rows)) then
            perform set_config('enable_nestloop', 'off', true);
        end if;
        select array_agg(n.company_id), array_agg(n.instalment_id) into companies, items
        from new_rows n where n.open_amount <> n.amount;
        if items is not null then
            select array_agg(u.company_id), array_agg(u.instalment_id) into companies, items
            from books.unallocated(companies, items) u;
        end if;
        if items is not null then                   -- it came with an open amount that nothing explains
            perform books.settle(companies, items);
        end if;
        for piece in select company_id, min(invoice_id) as first, max(invoice_id) as last from new_rows group by 1 loop
            update books.invoice v set
                open_amount = r.amount,
                status = case when v.status not in ('open', 'paid') then v.status when r.paid then 'paid' else 'open' end
            from (
                select i.invoice_id, sum(i.open_amount) as amount, bool_and(i.open_amount = 0) as paid
                from (select distinct n.invoice_id from new_rows n where n.company_id = piece.company_id) t
                join books.instalment i on i.company_id = piece.company_id and i.invoice_id = t.invoice_id
                where i.invoice_id between piece.first and piece.last
                group by i.invoice_id
            ) r
            where v.company_id = piece.company_id and v.invoice_id = r.invoice_id
              and v.invoice_id between piece.first and piece.last
              and (v.open_amount <> r.amount or (v.status in ('open', 'paid') and (v.status = 'paid') <> r.paid));
        end loop;
        perform set_config('enable_nestloop', loops, true);
        return null;
    end if;
    if tg_op = 'UPDATE' then
        select array_agg(n.company_id), array_agg(n.instalment_id), array_agg(n.invoice_id)
        into companies, items, invoices from new_rows n;
        perform books.settle(companies, items, invoices);
    end if;
    select array_agg(o.company_id), array_agg(o.instalment_id), array_agg(o.invoice_id)
    into companies, items, invoices from old_rows o;
    perform books.settle(companies, items, invoices);
    return null;
end $$;

create or replace function books.instalments_touch() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
    companies text[];
    items bigint[];
    piece record;
    loops constant text := current_setting('enable_nestloop');
begin
    if tg_op = 'INSERT' then
        if books.is_bulk((select count(*)::integer from new_rows)) then
            perform set_config('enable_nestloop', 'off', true);
        end if;
        for piece in select company_id, min(invoice_id) as first, max(invoice_id) as last from new_rows group by 1 loop
            insert into books.open_span (company_id, instalment_id, from_day, to_day, invoice_id, party_id, side,
                                         currency, intercompany, disputed, due_date, open_amount)
            select n.company_id, n.instalment_id, v.posting_date, 'infinity', n.invoice_id, v.party_id, v.side,
                   v.currency, v.intercompany, false, n.due_date, n.amount
            from new_rows n
            join books.invoice v on v.company_id = piece.company_id and v.invoice_id = n.invoice_id
            where n.company_id = piece.company_id and v.invoice_id between piece.first and piece.last
              and v.status not in ('draft', 'void', 'deleted') and n.open_amount = n.amount;
        end loop;
        select array_agg(n.company_id), array_agg(n.instalment_id) into companies, items
        from new_rows n where n.open_amount <> n.amount;
        if items is not null then
            select array_agg(u.company_id), array_agg(u.instalment_id) into companies, items
            from books.unallocated(companies, items) u;
        end if;
        if items is not null then                   -- it came with an open amount that nothing explains
            perform books.respan(companies, items);
        end if;
        select array_agg(n.company_id), array_agg(n.instalment_id) into companies, items
        from new_rows n
        where exists (select from books.dispute d where d.company_id = n.company_id and d.invoice_id = n.invoice_id);
        perform set_config('enable_nestloop', loops, true);
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
