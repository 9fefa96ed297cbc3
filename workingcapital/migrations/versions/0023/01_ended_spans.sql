-- The items of a past day that have ended since, read without the millions that ended before it or began after it.
--
-- A span that held on a day ends after it, and no later than it lasts. Spans that last about as long stand together in
-- the index, so that of each length only a stretch of days is read, at most twice as long as the spans in it.

create function books.span_lengths() returns integer[]
language sql immutable parallel safe as $$ select '{16, 32, 64, 128, 256, 512, 1024, 4000000}'::integer[] $$;
grant execute on function books.span_lengths() to wcc_runtime, wcc_loader, wcc_decision, wcc_execution;

alter table open_span add column lasts integer;     -- days: the least of span_lengths() it fits in; null: holds still
drop index open_span_ended;
drop index open_span_by_party;
alter table open_span alter column lasts type integer using     -- written anew as a whole, of every company
    case when to_day < 'infinity'
        then (books.span_lengths())[1 + width_bucket(to_day - from_day - 1, books.span_lengths())] end;

-- With their columns, so that who owed what is read from the index alone.
create index open_span_ended on open_span (company_id, side, lasts, to_day)
    include (from_day, due_date, party_id, currency, intercompany, disputed, open_amount) where to_day < 'infinity';
-- Of a party, what holds on a day or ended later: not all that it ever paid.
create index open_span_by_party on open_span (company_id, party_id, to_day);

create or replace function books.spans_of(p_companies text[], p_items bigint[]) returns setof books.open_span
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
           i.intercompany, r.disputed, i.due_date, r.open_amount,
           case when r.until < 'infinity'
               then (books.span_lengths())[1 + width_bucket(r.until - r.day - 1, books.span_lengths())] end
    from running r join item i using (company_id, instalment_id)
    where r.open_amount <> 0
$$;

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
        select e.* from unnest(books.span_lengths()) as l (days)
        join books.open_span e on e.company_id = p_company and e.to_day < 'infinity' and e.lasts = l.days
            and e.to_day > p_as_of and e.to_day <= p_as_of + l.days and e.from_day <= p_as_of
            and e.side = any (case when p_side is null then array['payable', 'receivable'] else array[p_side] end)
    ) s
    join books.instalment i on i.company_id = p_company and i.instalment_id = s.instalment_id
    join books.invoice v on v.company_id = p_company and v.invoice_id = s.invoice_id
    join books.party p on p.company_id = p_company and p.party_id = s.party_id
$$;
