-- What the controls find on a proposal, each in one shape, and how a finding is set aside.

-- Whom a proposal would pay, and on which account: one row for each bill, or one for a supplier.
create function control.concerned(p_head control.payment_proposal)
returns table (party_id bigint, name text, normalised_name text, country text, account_id bigint, iban text, account text, holder text, invoice_id bigint)
language sql stable set search_path = pg_catalog, pg_temp as $$
    select y.party_id, y.name, y.normalised_name, y.country::text, a.account_id, a.iban,
           control.plain_account(coalesce(a.iban, a.routing || a.account_number, a.account_number)), a.holder, l.invoice_id
    from control.proposal_line l
    join books.party y on y.company_id = l.company_id and y.party_id = l.payee_id
    join books.party_bank_account a on a.company_id = l.company_id and a.account_id = l.account_id
    where (p_head).kind = 'payment_run' and l.company_id = (p_head).company_id and l.proposal_id = (p_head).proposal_id
    union all
    select y.party_id, y.name, y.normalised_name, y.country::text, (n).account_id, (n).iban,
           control.plain_account(coalesce((n).iban, (n).routing || (n).account_number, (n).account_number)), (n).holder, null
    from control.named_account(p_head) n
    join books.party y on y.company_id = (p_head).company_id and y.party_id = ((p_head).subject ->> 'party')::bigint
    where (p_head).kind = 'bank_change'
    union all
    select null, (p_head).subject ->> 'name', (p_head).subject ->> 'normalised_name', (p_head).subject ->> 'country', null, (n).iban,
           control.plain_account(coalesce((n).iban, (n).routing || (n).account_number, (n).account_number)), (n).holder, null
    from control.named_account(p_head) n where (p_head).kind = 'supplier_creation'
$$;

-- What the lists in force say of it. Raw findings: which control, how sure of 100, why in words, the rows that say so, and
-- what a finding stays the same for.
create function control.screened(p_head control.payment_proposal)
returns table (control text, score integer, reason text, evidence text[], about text)
language sql stable set search_path = pg_catalog, pg_temp as $$
    with payee as materialized (
        select distinct c.party_id, c.name, c.normalised_name, c.country, c.account_id, c.iban, c.account, c.holder
        from control.concerned(p_head) c
    ), near as (
        select y.party_id, y.name, y.normalised_name, h.list_id, h.entry_no, h.score
        from (select distinct party_id, name, normalised_name from payee) y
        join control.screening_hit h on h.company_id = (p_head).company_id and h.party_id = y.party_id
        union all
        select null, y.name, y.normalised_name, n.list_id, n.entry_no, n.score
        from (select distinct name, normalised_name from payee where party_id is null) y,
             control.near_names((p_head).company_id, array[0], array[y.normalised_name]) n
    ), listed as (
        select l.list_id, l.name as list, l.version, e.entry_no, e.kind, e.value, e.compared, e.note
        from control.lists_in_force((p_head).company_id) l
        join control.screening_entry e on e.company_id = l.company_id and e.list_id = l.list_id
    )
    select 'screening_name', n.score, format('%s is near %s on %s%s', n.name, l.value, l.list, ', ' || l.note),
           array[format('screening_entry:%s/%s', l.list_id, l.entry_no), 'party:' || n.party_id], concat_ws('|', n.party_id, n.normalised_name, l.list, l.compared)
    from near n join listed l on l.list_id = n.list_id and l.entry_no = n.entry_no and l.kind = 'name'
    union all
    select 'screening_account', 100, format('an account of %s is on %s%s', y.name, l.list, ', ' || l.note),
           array[format('screening_entry:%s/%s', l.list_id, l.entry_no), 'party_bank_account:' || y.account_id], concat_ws('|', y.party_id, l.list, l.compared)
    from payee y join listed l on l.kind = 'account' and l.compared = y.account
    union all
    select 'screening_country', 100, format('%s: %s is on %s%s', y.name, l.compared, l.list, ', ' || l.note),
           array[format('screening_entry:%s/%s', l.list_id, l.entry_no), 'party:' || y.party_id], concat_ws('|', y.party_id, l.list, l.compared)
    from payee y join listed l on l.kind = 'country' and l.compared in (y.country, left(y.iban, 2))
$$;

-- Signs of fraud in payees, accounts, amounts and days.
create function control.signals(p_head control.payment_proposal)
returns table (control text, score integer, reason text, evidence text[], about text)
language sql stable set search_path = pg_catalog, pg_temp as $$
    with head as (
        select p.company_id, p.kind, p.run_date, p.base_total, c.run_weekdays, control.business_day(p.company_id) as today, c.base_currency
        from (select (p_head).*) p join books.company c on c.company_id = p.company_id
    ), concerned as materialized (
        select * from control.concerned(p_head)
    ), payee as materialized (
        select distinct c.party_id, c.name, c.normalised_name, c.country, c.account_id, c.iban, c.account, c.holder from concerned c
    )
    select 'new_account', 70, format('%s was paid on another account before, never on this one', y.name),
           array['party_bank_account:' || y.account_id, 'payment:' || paid.last], concat_ws('|', y.party_id, y.account)
    from payee y
    join lateral (select max(b.payment_id) filter (where b.payee_account_id <> y.account_id) as last,
                         bool_or(b.payee_account_id = y.account_id) as this_one
                  from books.payment b where b.company_id = (p_head).company_id and b.party_id = y.party_id and b.direction = 'out'
                    and b.status in ('booked', 'released') and b.payee_account_id is not null) paid on paid.last is not null and not paid.this_one
    where y.account_id is not null
    union all
    select 'new_country', 60, format('%s would be paid in %s, where no other supplier is', y.name, left(y.iban, 2)),
           array['party:' || y.party_id], concat_ws('|', y.party_id, left(y.iban, 2))
    from payee y
    where y.iban is not null and left(y.iban, 2) is distinct from y.country
      and not exists (select from books.party o where o.company_id = (p_head).company_id and o.is_supplier and o.country = left(y.iban, 2)
                        and o.party_id is distinct from y.party_id)
    union all
    select 'shared_account', 80, format('%s shares its account with %s', y.name, string_agg(distinct o.name, ', ')),
           array['party_bank_account:' || y.account_id] || array_agg(distinct 'party_bank_account:' || a.account_id), concat_ws('|', y.party_id, y.account)
    from payee y
    join books.party_bank_account a on a.company_id = (p_head).company_id and a.party_id is distinct from y.party_id
     and upper(regexp_replace(coalesce(a.iban, a.routing || a.account_number, a.account_number), '[^0-9A-Za-z]', '', 'g')) = y.account
    join books.party o on o.company_id = a.company_id and o.party_id = a.party_id and o.merged_into_id is distinct from y.party_id
    group by y.party_id, y.name, y.account_id, y.account
    union all
    select 'payee_name', 100 - m.alike, format('the account of %s belongs to %s', y.name, y.holder),
           array['party:' || y.party_id, 'party_bank_account:' || y.account_id], concat_ws('|', y.party_id, y.account, y.holder)
    from payee y
    cross join lateral (select (100 * (select count(*) from unnest(control.grams(y.normalised_name)) g
                                       where g = any (control.grams(control.folded(y.holder))))
                                / greatest(cardinality(control.grams(y.normalised_name)), 1))::integer as alike) m
    where y.holder is not null and m.alike < 40
    union all
    select 'out_of_pattern', 60, format('%s is more than three times the largest of %s bills of %s before', control.money_text(v.gross, v.currency), before.bills, c.name),
           array['invoice:' || v.invoice_id], 'invoice ' || v.invoice_id || '|' || v.gross
    from concerned c
    join books.invoice v on v.company_id = (p_head).company_id and v.invoice_id = c.invoice_id
    join lateral (select count(*) as bills, max(o.gross) as largest from books.invoice o
                  where o.company_id = v.company_id and o.party_id = v.party_id and o.side = 'payable' and o.currency = v.currency
                    and o.kind <> 'credit_note' and o.issue_date between v.issue_date - 730 and v.issue_date and o.invoice_id <> v.invoice_id
                    and o.status not in ('draft', 'void', 'deleted')) before on before.bills >= 6 and v.gross > 3 * before.largest
    union all
    select 'changed_after_import', 70, format('bill %s of %s was changed after it was first imported', v.number, c.name),
           array['invoice:' || v.invoice_id, 'row_history:' || max(r.history_id)], 'invoice ' || v.invoice_id || '|' || max(r.history_id)
    from concerned c
    join books.invoice v on v.company_id = (p_head).company_id and v.invoice_id = c.invoice_id
    join books.row_history r on r.company_id = v.company_id and r.table_name = 'invoice' and r.row_id = v.invoice_id and r.change = 'updated'
     and ((r.before ->> 'gross')::numeric <> v.gross or r.before ->> 'payee_id' is distinct from v.payee_id::text)
    group by v.invoice_id, v.number, c.name
    union all
    select 'counted_together', 50, format('with runs to the same payees sent shortly before it is %s %s', control.money_text(t.amount, h.base_currency), h.base_currency),
           array[]::text[], 'together'
    from head h cross join lateral (select control.tier_amount(h.company_id, (p_head).proposal_id) as amount) t
    where h.kind = 'payment_run' and t.amount > h.base_total
    union all
    select 'off_cycle', case when h.run_date <= h.today + 1 then 60 else 30 end,
           format('%s is no run day%s', h.run_date, case when h.run_date <= h.today + 1 then ', and it is at once' else '' end), array[]::text[], 'run ' || h.run_date
    from head h where h.kind = 'payment_run' and extract(isodow from h.run_date)::smallint <> all (h.run_weekdays)
$$;

-- Each finding under an id that stays while its evidence does, with its rule and with what set it aside.
create function control.findings(p_head control.payment_proposal, p_only_blocking boolean default false)
returns table (finding text, control text, score integer, blocks boolean, reason text, evidence text[], may_override text[], reason_codes text[],
               overridden_by text, reason_code text, comment text, overridden_at timestamptz)
language sql stable set search_path = pg_catalog, pg_temp as $$
    select i.finding, f.control, f.score, r.blocks, f.reason, array_remove(f.evidence, null), r.may_override, r.reason_codes,
           o.person_id, o.reason_code, o.comment, o.at
    from (select distinct x.* from control.screened(p_head) x
          where exists (select from control.screening_list l where l.company_id = (p_head).company_id)
          union all
          select distinct x.* from control.signals(p_head) x
          where not p_only_blocking or exists (select from control.control_rule r where r.blocks and r.control not like 'screening%')) f
    join control.control_rule r on r.control = f.control
    cross join lateral (select left(control.token_hash(concat_ws('|', (p_head).company_id, f.control, f.about)), 16) as finding) i
    left join control.finding_override o on o.company_id = (p_head).company_id and o.proposal_id = (p_head).proposal_id
      and o.finding = i.finding and o.digest = (p_head).digest
    order by r.blocks desc, f.score desc, f.control, i.finding
$$;

-- Findings that stop it refuse; who set one aside neither approves nor releases.
create function control.check_findings(p_head control.payment_proposal, p_person text) returns void
language plpgsql stable set search_path = pg_catalog, pg_temp as $$
declare
    open_ones jsonb;
    first_reason text;
begin
    if exists (select from control.finding_override o where o.company_id = (p_head).company_id and o.proposal_id = (p_head).proposal_id
               and o.person_id = p_person) then
        raise exception using errcode = 'WC302', message = 'you set a finding of this proposal aside: somebody else decides and releases';
    end if;
    select jsonb_agg(jsonb_build_object('finding', f.finding, 'control', f.control, 'why', f.reason, 'may_override', f.may_override)), min(f.reason)
    into open_ones, first_reason
    from control.findings(p_head, true) f where f.blocks and f.overridden_by is null;
    if open_ones is not null then
        raise exception using errcode = 'WC412', detail = open_ones::text,
            message = format('a control stands against it: %s', first_reason);
    end if;
end $$;

create or replace function control.check_fresh(p_company text, p_proposal uuid, p_digest text) returns void
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
    head control.payment_proposal;
    items constant bigint[] := array(select l.instalment_id from control.proposal_line l
                                     where l.company_id = p_company and l.proposal_id = p_proposal);
    today record;
begin
    select * into strict head from control.payment_proposal p where p.company_id = p_company and p.proposal_id = p_proposal;
    perform 1 from books.instalment i where i.company_id = p_company and i.instalment_id = any (items)
    order by i.instalment_id for no key update;
    select * into today from control.body_today(head);
    if today.blocked is not null then
        raise exception using errcode = 'WC402', detail = today.blocked::text,
            message = format('%s: %s', case when head.kind <> 'payment_run' then 'this may no longer be done'
                                            when jsonb_array_length(today.blocked) = 1 then 'an item may no longer be paid'
                                            else 'items may no longer be paid' end,
                             today.blocked -> 0 ->> 'why');
    elsif control.digest(today.body) <> p_digest then
        raise exception using errcode = 'WC402', message = 'amounts, accounts or policy have changed since this was proposed';
    end if;
    perform control.check_findings(head, control.current_person());
end $$;

-- Sets one finding aside: another authorised person, the finding as it stands, one of its codes, a reason, a second factor.
create function control.override_finding(
    p_company text, p_proposal uuid, p_digest text, p_finding text, p_code text, p_comment text, p_token text) returns jsonb
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
    person constant text := control.require_company(p_company);
    head control.payment_proposal;
    one record;
    held text;
    factor text;
begin
    select * into head from control.payment_proposal p where p.company_id = p_company and p.proposal_id = p_proposal for update;
    if head.proposal_id is null then
        raise exception using errcode = 'WC501', hint = p_company, message = format('there is no proposal %s in %s', p_proposal, p_company);
    elsif head.proposed_by = person or exists (select from control.decision d where d.company_id = p_company and d.proposal_id = p_proposal
                                               and person in (d.person_id, d.on_behalf_of)) then
        raise exception using errcode = 'WC302', hint = p_company, message = 'you proposed or decided on this: somebody else sets its findings aside';
    elsif head.status not in ('draft', 'waiting', 'approved') then
        raise exception using errcode = 'WC405', hint = p_company, message = format('this proposal is %s', head.status);
    elsif head.digest is distinct from p_digest then
        raise exception using errcode = 'WC404', hint = p_company, message = 'the digest is not the one of this proposal: look at it again';
    end if;
    select f.* into one from control.findings(head) f where f.finding = p_finding;
    if one.finding is null then
        raise exception using errcode = 'WC501', hint = p_company, message = 'this proposal has no such finding now';
    elsif one.overridden_by is not null then
        raise exception using errcode = 'WC401', hint = p_company, message = format('%s set it aside already', one.overridden_by);
    elsif p_code is null or p_code <> all (one.reason_codes) then
        raise exception using errcode = 'WC601', hint = p_company, message = format('the reason code is one of %s', array_to_string(one.reason_codes, ', '));
    elsif coalesce(trim(p_comment), '') = '' then
        raise exception using errcode = 'WC601', hint = p_company, message = 'say what was checked: it stays on record';
    end if;
    select r.role into held from control.roles_of(p_company, person) r where r.role = any (one.may_override) and r.on_behalf_of is null limit 1;
    if held is null then
        raise exception using errcode = 'WC303', hint = p_company,
            message = format('this finding is set aside by: %s', replace(array_to_string(one.may_override, ', '), '_', ' '));
    end if;
    factor := control.use_decision_token(p_company, 'finding', p_proposal || '/' || p_finding, p_digest, 'verify', p_token);
    insert into control.finding_override (company_id, proposal_id, finding, control, digest, reason_code, comment, person_id, role, token_hash)
    values (p_company, p_proposal, p_finding, one.control, p_digest, p_code, p_comment, person, held, control.token_hash(p_token));
    perform control.append_audit(p_company, 'overrode', 'proposal', p_proposal::text,
        jsonb_build_object('finding', p_finding, 'control', one.control, 'why', one.reason, 'code', p_code, 'comment', p_comment,
                           'evidence', one.evidence, 'digest', p_digest, 'role', held, 'factor', factor));
    return jsonb_build_object('outcome', 'overridden', 'proposal_id', p_proposal, 'finding', p_finding, 'reason_code', p_code);
end $$;

-- What a reader of a proposal sees.
create function control.findings_of(p_company text, p_proposal uuid) returns jsonb
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
    select coalesce(jsonb_agg(to_jsonb(f)), '[]')
    from control.payment_proposal p cross join lateral control.findings(p) f
    where p.company_id = p_company and p_company = any (control.granted_companies()) and p.proposal_id = p_proposal
$$;
