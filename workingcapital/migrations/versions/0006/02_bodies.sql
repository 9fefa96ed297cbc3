-- The body of any proposal as it would be today, and who approves it.

create function control.payment_run_body(p_head control.payment_proposal, out body jsonb, out blocked jsonb)
language sql stable set search_path = pg_catalog, pg_temp as $$
    select * from control.run_body((p_head).company_id, (p_head).proposal_id)
$$;

-- By kind; `blocked` lists in words why it may not be carried out: [{item_id, why}].
create function control.body_today(p_head control.payment_proposal, out body jsonb, out blocked jsonb)
language plpgsql stable set search_path = pg_catalog, pg_temp as $$
begin
    execute format('select * from control.%I($1)', p_head.kind || '_body') into body, blocked using p_head;
end $$;

-- The frame of every body but a run's. `changes`: [{field, from, to}], what an approval changes and nothing else.
create function control.plain_body(
    p_head control.payment_proposal, p_subject jsonb, p_changes jsonb, p_total numeric default null, p_currency text default null)
returns jsonb
language sql stable set search_path = pg_catalog, pg_temp as $$
    select jsonb_strip_nulls(jsonb_build_object(
        'kind', (p_head).kind, 'company', (p_head).company_id, 'proposal', (p_head).proposal_id, 'currency', p_currency,
        'total', control.money_text(p_total, p_currency), 'policy_version', (control.current_policy((p_head).company_id)).version))
        || jsonb_build_object('subject', coalesce(p_subject, '{}'), 'changes', coalesce(p_changes, '[]'))
$$;

-- One change of a row, for `changes`; null stays visible as null.
create function control.change(p_field text, p_from text, p_to text) returns jsonb
language sql immutable set search_path = pg_catalog, pg_temp as $$
    select jsonb_build_object('field', p_field, 'from', p_from, 'to', p_to)
$$;

-- Reasons that apply, as `blocked`; null when none does.
create function control.blocked_by(variadic p_why text[]) returns jsonb
language sql immutable set search_path = pg_catalog, pg_temp as $$
    select jsonb_agg(jsonb_build_object('why', w.why) order by w.place)
    from unnest(p_why) with ordinality w (why, place) where w.why is not null
$$;

-- Tiers of a kind by a version of the company's policy; where that says nothing, the kind's own.
create function control.tiers(p_company text, p_version integer, p_kind text) returns jsonb
language sql stable set search_path = pg_catalog, pg_temp as $$
    select coalesce(y.body -> 'tiers' -> p_kind, k.tiers)
    from control.proposal_kind k
    left join control.policy y on y.company_id = p_company and y.version = p_version
    where k.kind = p_kind
$$;

create or replace function control.slots(p_company text, p_proposal uuid) returns jsonb
language sql stable set search_path = pg_catalog, pg_temp as $$
    select tier -> 'slots'
    from control.payment_proposal p,
         jsonb_array_elements(control.tiers(p.company_id, p.policy_version, p.kind)) with ordinality t (tier, place)
    where p.company_id = p_company and p.proposal_id = p_proposal
      and (tier ->> 'up_to' is null or control.tier_amount(p_company, p_proposal) <= (tier ->> 'up_to')::numeric)
    order by place limit 1
$$;
