-- The answer to a supplier's offer of a discount for paying early, and changes of the policy itself.

-- Dynamic discounting: amount × annual rate × days early / 360, nothing on the due date; it replaces the term's discount.
create function control.discount_offer_body(p_head control.payment_proposal, out body jsonb, out blocked jsonb)
language plpgsql stable set search_path = pg_catalog, pg_temp as $$
declare
    wanted constant jsonb := (p_head).subject;
    company constant text := (p_head).company_id;
    pay_on constant date := (wanted ->> 'pay_on')::date;
    rate constant numeric := (wanted ->> 'annual_rate')::numeric;   -- per cent a year
    item books.instalment;
    bill books.invoice;
    discount numeric;
    by_term numeric;
begin
    select * into item from books.instalment i where i.company_id = company and i.instalment_id = (wanted ->> 'item')::bigint;
    select * into bill from books.invoice v where v.company_id = company and v.invoice_id = item.invoice_id;
    discount := round(item.open_amount * rate / 100 * (item.due_date - pay_on) / 360, control.minor_digits(bill.currency));
    by_term := coalesce((select max(s.amount * item.open_amount / item.amount) from books.discount_step s
                         where s.company_id = company and s.instalment_id = item.instalment_id and s.pay_by >= pay_on), 0);
    blocked := control.blocked_by(
        case when bill.invoice_id is null or bill.side <> 'payable' then 'there is no such bill here' end,
        case when bill.status <> 'open' or item.open_amount <= 0 then 'nothing is open on it' end,
        case when pay_on is null or pay_on < control.business_day(company) then 'the day to pay on lies in the past' end,
        case when pay_on >= item.due_date then 'a discount for paying early ends before the due date' end,
        case when rate is null or rate <= 0 or rate > 100 then 'the rate is per cent a year, above 0 and up to 100' end,
        case when by_term >= discount then format('the terms give more on that day: %s %s', control.money_text(by_term, bill.currency), bill.currency) end);
    body := control.plain_body(p_head,
        control.bill_json(bill) || jsonb_build_object('item', item.instalment_id, 'pay_on', pay_on, 'annual_rate', rate::text,
                                                      'days_early', item.due_date - pay_on, 'discount', control.money_text(discount, bill.currency)),
        jsonb_build_array(control.change('discount', control.money_text(by_term, bill.currency), control.money_text(discount, bill.currency))),
        item.open_amount - discount, bill.currency);
end $$;

create function control.carry_out_discount_offer(p_head control.payment_proposal, p_person text) returns void
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
    agreed constant jsonb := (p_head).body -> 'subject';
    wanted_item constant bigint := (agreed ->> 'item')::bigint;
begin
    delete from books.discount_step s where s.company_id = (p_head).company_id and s.instalment_id = wanted_item;
    insert into books.discount_step (company_id, instalment_id, sequence, pay_by, percent, base, amount, source, in_time_by)
    select (p_head).company_id, wanted_item, 1, (agreed ->> 'pay_on')::date,
           round((agreed ->> 'discount')::numeric * 100 / i.open_amount, 6), i.amount,
           round((agreed ->> 'discount')::numeric * i.amount / i.open_amount, 4), 'manual', 'debit'
    from books.instalment i where i.company_id = (p_head).company_id and i.instalment_id = wanted_item;
end $$;

-- What is wrong with a policy, in words; null when it holds together.
create function control.policy_fault(p_policy jsonb) returns text
language plpgsql stable set search_path = pg_catalog, pg_temp as $$
declare
    one record;
    before numeric;
    roles text[] := array(select r.role from control.role r);
begin
    if jsonb_typeof(p_policy -> 'tiers') is distinct from 'object' or not (p_policy -> 'tiers') ? 'payment_run' then
        return 'a policy says who approves payment runs: tiers.payment_run';
    elsif exists (select from jsonb_each(p_policy -> 'tiers') t where jsonb_typeof(t.value) <> 'array' or t.value = '[]'
                     or not exists (select from control.proposal_kind k where k.kind = t.key)) then
        return 'each kind under tiers is a kind of proposal and has at least one tier';
    end if;
    for one in select t.key as kind, s.value as tier, s.place, count(*) over (partition by t.key) as of
               from jsonb_each(p_policy -> 'tiers') t, jsonb_array_elements(t.value) with ordinality s (value, place) order by 1, 3
    loop
        before := case one.place when 1 then 0 else before end;
        if (one.tier -> 'up_to' = 'null') <> (one.place = one.of) then
            return format('the last tier of %s, and only it, has no bound', one.kind);
        elsif (one.tier ->> 'up_to')::numeric <= before then
            return format('the bounds of %s rise from tier to tier', one.kind);
        elsif jsonb_typeof(one.tier -> 'slots') is distinct from 'array' or jsonb_array_length(one.tier -> 'slots') = 0 then
            return format('each tier of %s needs somebody who approves', one.kind);
        elsif exists (select from jsonb_array_elements(one.tier -> 'slots') s
                      where jsonb_typeof(s) <> 'array' or jsonb_array_length(s) = 0
                         or exists (select from jsonb_array_elements_text(s) r where r <> all (roles))) then
            return format('a slot of %s names roles that exist', one.kind);
        end if;
        before := (one.tier ->> 'up_to')::numeric;
    end loop;
    return (select min(format('%s is a whole number from %s to %s', n.name, n.least, n.most))
            from (values ('decide_within_hours', 1, 720), ('bank_change_cooling_off_days', 1, 90), ('splitting_hours', 24, 720)) n (name, least, most)
            where coalesce(p_policy ->> n.name, '') !~ '^[0-9]{1,4}$' or (p_policy ->> n.name)::integer not between n.least and n.most);
end $$;

create function control.policy_change_body(p_head control.payment_proposal, out body jsonb, out blocked jsonb)
language plpgsql stable set search_path = pg_catalog, pg_temp as $$
declare
    wanted constant jsonb := (p_head).subject -> 'policy';
    current constant control.policy := control.current_policy((p_head).company_id);
    changes jsonb := (
        select jsonb_agg(control.change(k.key, (current).body ->> k.key, wanted ->> k.key) order by k.key)
        from (select jsonb_object_keys((current).body) union select jsonb_object_keys(wanted)) k (key)
        where (current).body -> k.key is distinct from wanted -> k.key);
begin
    blocked := control.blocked_by(control.policy_fault(wanted),
                                  case when changes is null then 'this is the policy in force' end);
    body := control.plain_body(p_head, jsonb_build_object('version', (current).version + 1, 'policy_digest', control.digest(wanted)), changes);
end $$;

create function control.carry_out_policy_change(p_head control.payment_proposal, p_person text) returns void
language sql set search_path = pg_catalog, pg_temp as $$
    insert into control.policy (company_id, version, body, proposed_by, approved_by)
    values ((p_head).company_id, ((p_head).body #>> '{subject,version}')::integer, (p_head).subject -> 'policy', (p_head).proposed_by, p_person)
$$;
