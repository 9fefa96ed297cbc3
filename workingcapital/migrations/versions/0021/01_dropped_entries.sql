-- Findings as before, and one way around them closed: who takes an entry off a list does not approve or release what it
-- stopped. Of a week, because the entry may go before the payment is proposed.

create function control.dropped_entries_lately(p_company text, p_person text, p_since timestamptz) returns boolean
language sql stable set search_path = pg_catalog, pg_temp as $$
    select exists (
        select from control.screening_list l
        join control.screening_list before on before.company_id = l.company_id and before.name = l.name and before.version = l.version - 1
        where l.company_id = p_company and l.loaded_by = p_person and l.loaded_at > p_since
          and (l.least > before.least or exists (
              select from control.screening_entry e
              where e.company_id = p_company and e.list_id = before.list_id
                and not exists (select from control.screening_entry k where k.company_id = p_company and k.list_id = l.list_id
                                  and k.kind = e.kind and k.compared = e.compared))))
$$;

create or replace function control.check_findings(p_head control.payment_proposal, p_person text) returns void
language plpgsql stable set search_path = pg_catalog, pg_temp as $$
declare
    open_ones jsonb;
    first_reason text;
begin
    if exists (select from control.finding_override o where o.company_id = (p_head).company_id and o.proposal_id = (p_head).proposal_id
               and o.person_id = p_person) then
        raise exception using errcode = 'WC302', message = 'you set a finding of this proposal aside: somebody else decides and releases';
    elsif control.dropped_entries_lately((p_head).company_id, p_person, (p_head).created_at - interval '7 days') then
        raise exception using errcode = 'WC302', message = 'you took entries off a screening list lately: somebody else decides and releases';
    end if;
    select jsonb_agg(jsonb_build_object('finding', f.finding, 'control', f.control, 'why', f.reason, 'may_override', f.may_override)), min(f.reason)
    into open_ones, first_reason
    from control.findings(p_head, true) f where f.blocks and f.overridden_by is null;
    if open_ones is not null then
        raise exception using errcode = 'WC412', detail = open_ones::text,
            message = format('a control stands against it: %s', first_reason);
    end if;
end $$;

revoke all on all functions in schema control from public;
