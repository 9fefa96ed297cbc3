-- Reminders and write-offs.

-- The items a proposal names, with their documents, in the order of their ids.
create function control.named_items(p_company text, p_items jsonb)
returns table (item_id bigint, invoice_id bigint, side text, number text, party_id bigint, due_date date, currency char(3),
               open_amount numeric, status text, disputed boolean, dunning_block boolean, dunning_level smallint)
language sql stable set search_path = pg_catalog, pg_temp as $$
    select w.item::bigint, v.invoice_id, v.side, v.number, v.party_id, i.due_date, v.currency, i.open_amount, v.status,
           v.disputed or exists (select from books.dispute d where d.company_id = p_company and d.invoice_id = v.invoice_id
                                   and coalesce(d.closed_on > control.business_day(p_company), true)),
           v.dunning_block, v.dunning_level
    from (select distinct value::bigint as item from jsonb_array_elements_text(
              case jsonb_typeof(p_items) when 'array' then p_items else '[]' end)) w
    left join books.instalment i on i.company_id = p_company and i.instalment_id = w.item
    left join books.invoice v on v.company_id = i.company_id and v.invoice_id = i.invoice_id
    order by w.item
$$;

create function control.item_lines(p_company text, p_items jsonb) returns jsonb
language sql stable set search_path = pg_catalog, pg_temp as $$
    select coalesce(jsonb_agg(jsonb_build_object('item', n.item_id, 'number', n.number, 'due_date', n.due_date,
                                                 'open', control.money_text(n.open_amount, n.currency)) order by n.item_id), '[]')
    from control.named_items(p_company, p_items) n
$$;

create function control.dunning_letter_body(p_head control.payment_proposal, out body jsonb, out blocked jsonb)
language plpgsql stable set search_path = pg_catalog, pg_temp as $$
declare
    wanted constant jsonb := (p_head).subject;
    company constant text := (p_head).company_id;
    today constant date := control.business_day(company);
    level constant integer := (wanted ->> 'level')::integer;
    pause constant integer := coalesce(((control.current_policy(company)).body ->> 'dunning_days_between')::integer, 7);
    customer books.party;
    n record;
    last_letter date := (select max(d.letter_date) from books.dunning_letter d
                         where d.company_id = company and d.party_id = (wanted ->> 'party')::bigint and d.status <> 'withdrawn');
begin
    select * into customer from books.party y where y.company_id = company and y.party_id = (wanted ->> 'party')::bigint and y.is_customer;
    select count(*) as items, sum(i.open_amount) as total, min(i.currency) as currency, count(distinct i.currency) as currencies,
           string_agg(i.item_id::text, ', ') filter (where i.invoice_id is null or i.side <> 'receivable' or i.party_id <> customer.party_id) as foreign_items,
           string_agg(i.number, ', ') filter (where i.status <> 'open' or i.open_amount <= 0) as settled,
           string_agg(i.number, ', ') filter (where i.due_date >= today) as not_due,
           string_agg(i.number, ', ') filter (where i.disputed or i.dunning_block) as kept_out,
           max(i.dunning_level) as highest
    into n from control.named_items(company, wanted -> 'items') i;
    blocked := control.blocked_by(
        case when customer.party_id is null then 'there is no such customer here' end,
        case when n.items = 0 then 'a reminder names at least one item' end,
        'not items of this customer: ' || n.foreign_items,
        'nothing is open on ' || n.settled,
        'not overdue: ' || n.not_due,
        'in dispute or kept out of reminders: ' || n.kept_out,
        case when n.currencies > 1 then 'a reminder is in one currency' end,
        case when coalesce(level, 0) not between 1 and 4 then 'the level is 1 to 4' end,
        case when level > n.highest + 1 then format('the level after %s is %s', n.highest, n.highest + 1) end,
        case when last_letter + pause > today then format('the last letter is of %s; the next may go on %s', last_letter, last_letter + pause) end);
    body := control.plain_body(p_head,
        jsonb_build_object('party', customer.party_id, 'party_name', customer.name, 'level', level, 'items', control.item_lines(company, wanted -> 'items'),
                           'text', control.dunning_text(company, customer, level, wanted -> 'items')),
        jsonb_build_array(control.change('dunning_level', n.highest::text, level::text)), n.total, n.currency);
end $$;

-- The letter, worded by code in the customer's language from the rows; nothing of it comes from a model.
create function control.dunning_text(p_company text, p_customer books.party, p_level integer, p_items jsonb) returns text
language sql stable set search_path = pg_catalog, pg_temp as $$
    with ours as (select c.name from books.company c where c.company_id = p_company),
    listed as (
        select string_agg(format(case when (p_customer).language = 'de' then '- Rechnung %s, fällig am %s, offen %s %s'
                                      else '- invoice %s, due on %s, open %s %s' end,
                                 n.number, case when (p_customer).language = 'de' then to_char(n.due_date, 'DD.MM.YYYY') else n.due_date::text end,
                                 control.money_text(n.open_amount, n.currency), n.currency), E'\n' order by n.due_date, n.item_id) as lines
        from control.named_items(p_company, p_items) n
    )
    select case when (p_customer).language = 'de' then
        format(E'Sehr geehrte Damen und Herren,\n\n%s\n\n%s\n\nBitte begleichen Sie den Betrag oder nennen Sie uns den Tag der Zahlung. Haben Sie inzwischen gezahlt, ist dieses Schreiben gegenstandslos.\n\nMit freundlichen Grüßen\n%s',
               case p_level when 1 then 'sicher ist es Ihrer Aufmerksamkeit entgangen: Diese Posten sind noch offen.'
                            else format('dies ist unsere %s. Mahnung. Diese Posten sind noch offen.', p_level) end, listed.lines, ours.name)
    else
        format(E'Dear customer,\n\n%s\n\n%s\n\nPlease pay, or tell us the day on which you will. If you have paid in the meantime, please disregard this letter.\n\nYours sincerely\n%s',
               case p_level when 1 then 'you may have overlooked these items, which are still open.'
                            else format('this is reminder number %s. These items are still open.', p_level) end, listed.lines, ours.name)
    end
    from ours, listed
$$;

create function control.carry_out_dunning_letter(p_head control.payment_proposal, p_person text) returns void
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
    level constant smallint := ((p_head).subject ->> 'level')::smallint;
    letter bigint;
begin
    insert into books.dunning_letter (company_id, party_id, level, letter_date, amount, currency, text, status)
    values ((p_head).company_id, ((p_head).subject ->> 'party')::bigint, level, control.business_day((p_head).company_id),
            (p_head).total, (p_head).currency, (p_head).body #>> '{subject,text}', 'draft')
    returning letter_id into letter;
    update books.invoice v set dunning_level = greatest(v.dunning_level, level)
    from control.named_items((p_head).company_id, (p_head).subject -> 'items') n
    where v.company_id = (p_head).company_id and v.invoice_id = n.invoice_id;
    insert into control.outbox (company_id, kind, subject, body)
    values ((p_head).company_id, 'dunning_letter_approved', (p_head).proposal_id::text, jsonb_build_object('letter', letter, 'digest', (p_head).digest));
end $$;

create function control.write_off_body(p_head control.payment_proposal, out body jsonb, out blocked jsonb)
language plpgsql stable set search_path = pg_catalog, pg_temp as $$
declare
    wanted constant jsonb := (p_head).subject;
    n record;
begin
    select count(*) as items, sum(i.open_amount) as total, min(i.currency) as currency, count(distinct i.currency) as currencies,
           string_agg(i.item_id::text, ', ') filter (where i.invoice_id is null or i.side <> 'receivable') as foreign_items,
           string_agg(i.number, ', ') filter (where i.status <> 'open' or i.open_amount <= 0) as settled
    into n from control.named_items((p_head).company_id, wanted -> 'items') i;
    blocked := control.blocked_by(
        case when n.items = 0 then 'a write-off names at least one item' end,
        'not receivables: ' || n.foreign_items, 'nothing is open on ' || n.settled,
        case when n.currencies > 1 then 'a write-off is in one currency' end,
        case when coalesce(wanted ->> 'code', '') not in ('small_difference', 'insolvency', 'goodwill', 'unrecoverable', 'statute_barred')
             then 'the reason code is small_difference, insolvency, goodwill, unrecoverable or statute_barred' end);
    body := control.plain_body(p_head,
        jsonb_build_object('code', wanted ->> 'code', 'items', control.item_lines((p_head).company_id, wanted -> 'items')),
        jsonb_build_array(control.change('open_amount', control.money_text(n.total, n.currency), control.money_text(0, n.currency))), n.total, n.currency);
end $$;

create function control.carry_out_write_off(p_head control.payment_proposal, p_person text) returns void
language sql set search_path = pg_catalog, pg_temp as $$
    insert into books.allocation (company_id, instalment_id, allocated_on, amount, write_off, source_system, source_id)
    select (p_head).company_id, n.item_id, control.business_day((p_head).company_id), 0, n.open_amount, 'proposal', (p_head).proposal_id || '/' || n.item_id
    from control.named_items((p_head).company_id, (p_head).subject -> 'items') n
$$;
