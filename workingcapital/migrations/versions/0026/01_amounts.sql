-- The amount that a decision goes by is added up once and handed on: it reads every run of the splitting hours, and each
-- decision asked for it three times. Who may leave it out; it is added up then.

drop function control.open_slots(text, uuid), control.slots(text, uuid), control.slot_for(text, uuid, text, control.payment_proposal);

-- The slots that approvals must fill at that amount: [[role, …], …]. No tier for it: nobody can approve it.
create function control.slots(p_company text, p_proposal uuid, p_amount numeric default null) returns jsonb
language sql stable set search_path = pg_catalog, pg_temp as $$
    with decided_together as materialized (select coalesce(p_amount, control.tier_amount(p_company, p_proposal)) as amount)
    select tier -> 'slots'
    from decided_together d, control.payment_proposal p,
         jsonb_array_elements(control.tiers(p.company_id, p.policy_version, p.kind)) with ordinality t (tier, place)
    where p.company_id = p_company and p.proposal_id = p_proposal
      and (tier ->> 'up_to' is null or d.amount <= (tier ->> 'up_to')::numeric)
    order by place limit 1
$$;

-- Slots nobody has filled yet, numbered as in slots().
create function control.open_slots(p_company text, p_proposal uuid, p_amount numeric default null) returns table (slot integer, roles jsonb)
language sql stable set search_path = pg_catalog, pg_temp as $$
    select s.place::integer, s.roles
    from jsonb_array_elements(control.slots(p_company, p_proposal, p_amount)) with ordinality s (roles, place)
    where not exists (select from control.decision d
                      where d.company_id = p_company and d.proposal_id = p_proposal and d.verb = 'approve' and d.slot = s.place)
    order by s.place
$$;

-- The open slot this person may fill, and the amount it was judged by.
create function control.slot_for(
    p_company text, p_proposal uuid, p_person text, p_wanted control.payment_proposal,
    out slot integer, out role text, out on_behalf_of text, out amount numeric)
language plpgsql stable set search_path = pg_catalog, pg_temp as $$
declare
    base constant text := (select c.base_currency from books.company c where c.company_id = p_company);
    shown text;
    best_limit numeric;
    needed text;
begin
    amount := control.tier_amount(p_company, p_proposal);
    select o.slot, r.role, r.on_behalf_of into slot, role, on_behalf_of
    from control.open_slots(p_company, p_proposal, amount) o
    join control.roles_of(p_company, p_person) r on o.roles ? r.role
    where coalesce(amount <= r.limit_amount, true)
      and coalesce(r.on_behalf_of <> p_wanted.proposed_by, true)
      and not exists (select from control.decision d
                      where d.company_id = p_company and d.proposal_id = p_proposal
                        and (d.person_id = r.on_behalf_of or d.on_behalf_of in (r.on_behalf_of, p_person)))
    order by r.on_behalf_of is not null, o.slot limit 1;
    if slot is not null then
        return;
    end if;
    shown := control.money_text(amount, base) || ' ' || base;
    select string_agg(distinct replace(o.roles ->> 0, '_', ' '), ', ') into needed from control.open_slots(p_company, p_proposal, amount) o;
    select max(r.limit_amount) into best_limit
    from control.open_slots(p_company, p_proposal, amount) o join control.roles_of(p_company, p_person) r on o.roles ? r.role
    where amount > r.limit_amount;
    if best_limit is not null then
        raise exception using errcode = 'WC304', message = format('your limit is %s %s, this is %s', control.money_text(best_limit, base), base, shown);
    elsif exists (select from control.roles_of(p_company, p_person) r,
                       jsonb_array_elements(control.tiers(p_company, p_wanted.policy_version, p_wanted.kind)) tier,
                       jsonb_array_elements(tier -> 'slots') s (roles)
                  where s.roles ? r.role and r.on_behalf_of is null) then
        raise exception using errcode = 'WC304', message = format('%s is above what your role decides on; still needed: %s', shown, needed);
    end if;
    raise exception using errcode = 'WC303', message = format('still needed: %s', needed);
end $$;

create or replace function control.carry_decision(
    p_company text, p_proposal uuid, p_digest text, p_verb text, p_comment text, p_person text, p_token text) returns jsonb
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
    wanted control.payment_proposal;
    chosen record;
    left_open jsonb;
    closed boolean;
    factor text;
begin
    if p_verb not in ('approve', 'decline') then
        raise exception using errcode = 'WC601', message = 'a decision is to approve or to decline';
    end if;
    select * into wanted from control.payment_proposal p
    where p.company_id = p_company and p.proposal_id = p_proposal for update;
    perform control.check_decision(p_company, p_proposal, wanted, p_digest, p_person);
    select * into chosen from control.slot_for(p_company, p_proposal, p_person, wanted);
    if p_verb = 'approve' then
        perform control.check_fresh(p_company, p_proposal, p_digest);
        factor := control.use_decision_token(p_company, 'proposal', p_proposal::text, p_digest, p_verb, p_token);
    end if;
    insert into control.decision (company_id, proposal_id, person_id, verb, slot, role, on_behalf_of, digest, comment, token_hash)
    values (p_company, p_proposal, p_person, p_verb, case p_verb when 'approve' then chosen.slot end, chosen.role,
            chosen.on_behalf_of, p_digest, p_comment, case when factor is not null then control.token_hash(p_token) end);
    select coalesce(jsonb_agg(o.roles ->> 0 order by o.slot), '[]') into left_open from control.open_slots(p_company, p_proposal, chosen.amount) o;
    closed := p_verb = 'decline' or left_open = '[]';
    if closed then
        update control.payment_proposal p set status = case p_verb when 'approve' then 'approved' else 'declined' end,
            closed_at = case p_verb when 'decline' then clock_timestamp() end, why_closed = case p_verb when 'decline' then p_comment end
        where p.company_id = p_company and p.proposal_id = p_proposal;
    end if;
    if closed and p_verb = 'approve' then
        perform control.carry_out(p_company, p_proposal, p_person);
    end if;
    perform control.append_audit(p_company, case p_verb when 'approve' then 'approved' else 'declined' end, 'proposal', p_proposal::text,
        jsonb_build_object('digest', p_digest, 'role', chosen.role, 'for', chosen.on_behalf_of, 'comment', p_comment,
                           'executed', closed and p_verb = 'approve', 'factor', factor));
    return jsonb_build_object(
        'outcome', case when not closed then 'waiting' when p_verb = 'approve' then 'approved' else 'declined' end,
        'proposal_id', p_proposal, 'digest', p_digest, 'executed', closed and p_verb = 'approve',
        'status', case when not closed then 'waiting' when p_verb = 'approve' then 'approved' else 'declined' end,
        'needs', case when closed then '[]' else left_open end);
end $$;

-- What a reader of a proposal is told about its approval.
create or replace function control.still_needed(p_company text, p_proposal uuid) returns jsonb
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
    select jsonb_build_object(
        'tier_amount', control.money_text(t.amount, c.base_currency), 'tier_currency', c.base_currency,
        'slots', coalesce((select jsonb_agg(o.roles order by o.slot) from control.open_slots(p_company, p_proposal, t.amount) o), '[]'))
    from books.company c
    cross join lateral (select control.tier_amount(c.company_id, p_proposal) as amount offset 0) t
    where c.company_id = p_company and p_company = any (control.granted_companies())
$$;

revoke all on function control.slots(text, uuid, numeric), control.open_slots(text, uuid, numeric),
    control.slot_for(text, uuid, text, control.payment_proposal) from public;
