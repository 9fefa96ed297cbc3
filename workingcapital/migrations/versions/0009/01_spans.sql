-- The life of an item, in spans: from which day until before which day how much of it was open, and whether in dispute.
--
-- Any day is read from the spans that hold it, without adding up the allocations again. Spans follow from postings,
-- allocations, reversals and disputes by triggers and by nothing else: no login may write them.

create table open_span (
    company_id    text not null,
    instalment_id bigint not null,
    from_day      date not null,
    to_day        date not null,                    -- the first day it no longer holds; infinity: holds still
    invoice_id    bigint not null,
    party_id      bigint not null,
    side          text not null,
    currency      char(3) not null,
    intercompany  boolean not null,
    disputed      boolean not null,
    due_date      date not null,
    open_amount   numeric(18,4) not null check (open_amount <> 0),
    primary key (company_id, instalment_id, from_day),
    check (from_day < to_day)
);
create index open_span_now on open_span (company_id, side, due_date)
    include (party_id, currency, intercompany, disputed, from_day, open_amount) where to_day = 'infinity';
create index open_span_ended on open_span (company_id, to_day) where to_day < 'infinity';
create index open_span_by_party on open_span (company_id, party_id);

-- What opened and closed on a day (and, once more, in its month: day is the month's first), by due date.
-- The balance of any day is the months before its month and the days of its month.
create table open_movement (
    company_id   text not null,
    side         text not null,
    grain        text not null check (grain in ('day', 'month')),
    day          date not null,
    due_date     date not null,
    currency     char(3) not null,
    intercompany boolean not null,
    credit       boolean not null,                  -- the open amount is below zero
    disputed     boolean not null,
    amount       numeric(22,4) not null,
    items        integer not null,
    primary key (company_id, side, grain, day, due_date, currency, intercompany, credit, disputed)
);

-- What was invoiced on a day, at the rates of posting.
create table invoiced_day (
    company_id   text not null,
    side         text not null,
    day          date not null,
    currency     char(3) not null,
    intercompany boolean not null,
    prepayment   boolean not null,
    term_id      bigint not null,                   -- 0: no terms
    gross        numeric(22,4) not null,
    at_rate      numeric(34,12) not null,           -- Σ gross × rate, of those that have a rate
    without_rate numeric(22,4) not null,            -- Σ gross of those that have none
    documents    integer not null,
    primary key (company_id, side, day, currency, intercompany, prepayment, term_id)
);

-- Two transactions that change the same item would each not see what the other did: they wait for one another.
-- A load takes the company as a whole instead of a hundred thousand rows.
create function books.lock_items(p_companies text[], p_items bigint[]) returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
    one text;
begin
    for one in select distinct unnest(p_companies) order by 1 loop
        if cardinality(p_items) > 1000 then
            perform pg_advisory_xact_lock(hashtextextended('spans of ' || one, 0));
        else
            perform pg_advisory_xact_lock_shared(hashtextextended('spans of ' || one, 0));
        end if;
    end loop;
    if cardinality(p_items) <= 1000 then
        perform from books.instalment i
        where i.company_id = any (p_companies) and i.instalment_id = any (p_items)
        order by i.company_id, i.instalment_id for update;
    end if;
end $$;

-- The spans of some items, from what happened to them.
create function books.spans_of(p_companies text[], p_items bigint[]) returns setof books.open_span
language sql stable set search_path = pg_catalog, pg_temp as $$
    with touched as (
        select distinct * from unnest(p_companies, p_items) as t (company_id, instalment_id)
    ), item as (
        select i.company_id, i.instalment_id, i.invoice_id, v.party_id, v.side, v.currency, v.intercompany, i.due_date,
               i.amount, v.posting_date
        from touched t
        join books.instalment i on i.company_id = t.company_id and i.instalment_id = t.instalment_id
        join books.invoice v on v.company_id = i.company_id and v.invoice_id = i.invoice_id
        where v.status not in ('draft', 'void', 'deleted')
    ), event as (
        select company_id, instalment_id, posting_date as day, amount, 0 as disputes from item
        union all
        select i.company_id, i.instalment_id, greatest(a.allocated_on, i.posting_date), -a.settles, 0
        from item i join books.allocation a on a.company_id = i.company_id and a.instalment_id = i.instalment_id
        union all
        select i.company_id, i.instalment_id, greatest(a.reversed_on, i.posting_date), a.settles, 0
        from item i join books.allocation a on a.company_id = i.company_id and a.instalment_id = i.instalment_id
        where a.reversed_on is not null
        union all
        select i.company_id, i.instalment_id, greatest(d.opened_on, i.posting_date), 0, 1
        from item i join books.dispute d on d.company_id = i.company_id and d.invoice_id = i.invoice_id
        where d.closed_on is null or d.closed_on > d.opened_on
        union all
        select i.company_id, i.instalment_id, greatest(d.closed_on, i.posting_date), 0, -1
        from item i join books.dispute d on d.company_id = i.company_id and d.invoice_id = i.invoice_id
        where d.closed_on > d.opened_on
    ), by_day as (
        select company_id, instalment_id, day, sum(amount) as amount, sum(disputes) as disputes
        from event group by company_id, instalment_id, day
    ), running as (
        select company_id, instalment_id, day, lead(day, 1, 'infinity') over w as until,
               sum(amount) over w as open_amount, sum(disputes) over w > 0 as disputed
        from by_day window w as (partition by company_id, instalment_id order by day)
    )
    select r.company_id, r.instalment_id, r.day, r.until, i.invoice_id, i.party_id, i.side, i.currency,
           i.intercompany, r.disputed, i.due_date, r.open_amount
    from running r join item i using (company_id, instalment_id)
    where r.open_amount <> 0
$$;

create function books.respan(p_companies text[], p_items bigint[]) returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
    loops constant text := current_setting('enable_nestloop');
begin
    if cardinality(p_items) > 200 then
        perform set_config('enable_nestloop', 'off', true);
    end if;
    delete from books.open_span s using (
        select distinct * from unnest(p_companies, p_items) as t (company_id, instalment_id)) t
    where s.company_id = t.company_id and s.instalment_id = t.instalment_id;
    insert into books.open_span select * from books.spans_of(p_companies, p_items);
    perform set_config('enable_nestloop', loops, true);
end $$;
