-- Releasing: a third person hands the approved run out. Asked again by the same person, it is the same file again.

create function control.release(p_company text, p_proposal uuid) returns jsonb
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
    person constant text := control.require_company(p_company);
    code text;
    said text;
    places text;
begin
    return control.carry_release(p_company, p_proposal, person);
exception when others then
    get stacked diagnostics code = returned_sqlstate, said = message_text, places = pg_exception_detail;
    if code not like 'WC%' or person is null then
        raise;
    end if;
    return control.record_refusal(p_company, p_proposal, 'release', code, said, places);
end $$;

create function control.carry_release(p_company text, p_proposal uuid, p_person text) returns jsonb
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
    wanted control.payment_proposal;
    done control.execution;
begin
    select * into wanted from control.payment_proposal p
    where p.company_id = p_company and p.proposal_id = p_proposal for update;
    select * into done from control.execution e where e.company_id = p_company and e.proposal_id = p_proposal;
    perform control.check_release(p_company, p_proposal, wanted, done, p_person);
    if wanted.status = 'approved' then
        perform control.check_fresh(p_company, p_proposal, wanted.digest);
        update control.payment_proposal p set status = 'released' where p.company_id = p_company and p.proposal_id = p_proposal;
        update control.execution e set released_by = p_person, released_at = clock_timestamp()
        where e.company_id = p_company and e.proposal_id = p_proposal;
        update books.payment b set status = 'released'
        where b.company_id = p_company and b.proposal_id = p_proposal and b.status = 'scheduled';
        insert into control.payment_file (company_id, proposal_id, file_name, format)
        values (p_company, p_proposal, format('%s-%s-%s', p_company, wanted.run_date, left(wanted.digest, 16)), 'run');
        insert into control.outbox (company_id, kind, subject, body)
        values (p_company, 'run_released', p_proposal::text, jsonb_build_object('digest', wanted.digest));
        perform control.append_audit(p_company, 'released', 'proposal', p_proposal::text, jsonb_build_object('digest', wanted.digest));
    end if;
    return jsonb_build_object(
        'outcome', 'released', 'status', 'released', 'replayed', wanted.status = 'released', 'company', p_company,
        'proposal_id', p_proposal, 'digest', wanted.digest, 'body', wanted.body,
        'file_name', (select f.file_name from control.payment_file f where f.company_id = p_company and f.proposal_id = p_proposal and f.format = 'run'),
        'end_to_end_ids', (select jsonb_agg(control.end_to_end(wanted.digest, l.line_no) order by l.line_no)
                           from control.proposal_line l where l.company_id = p_company and l.proposal_id = p_proposal),
        'payees', (select jsonb_agg(y.name order by l.line_no) from control.proposal_line l
                   join books.party y on y.company_id = p_company and y.party_id = l.payee_id
                   where l.company_id = p_company and l.proposal_id = p_proposal));
end $$;

create function control.check_release(
    p_company text, p_proposal uuid, p_wanted control.payment_proposal, p_done control.execution, p_person text) returns void
language plpgsql stable set search_path = pg_catalog, pg_temp as $$
begin
    if p_wanted.proposal_id is null then
        raise exception using errcode = 'WC501', message = format('there is no proposal %s in %s', p_proposal, p_company);
    end if;
    perform control.require_role(p_company, array['treasury_releaser'], 'WC305', 'releasing takes a treasury releaser');
    if p_wanted.proposed_by = p_person then
        raise exception using errcode = 'WC302', message = 'you made this proposal: somebody else releases it';
    elsif exists (select from control.decision d where d.company_id = p_company and d.proposal_id = p_proposal
                  and p_person in (d.person_id, d.on_behalf_of)) then
        raise exception using errcode = 'WC305', message = 'you decided on this proposal: somebody else releases it';
    elsif p_wanted.status = 'released' and p_done.released_by is distinct from p_person then
        raise exception using errcode = 'WC407', message = format('%s released it already', p_done.released_by);
    elsif p_wanted.status in ('draft', 'waiting') then
        raise exception using errcode = 'WC405', message = 'it has not been approved yet';
    elsif p_wanted.status = 'stale' then
        raise exception using errcode = 'WC402', message = coalesce(p_wanted.why_closed, 'this proposal is stale');
    elsif p_wanted.status not in ('approved', 'released') then
        raise exception using errcode = 'WC401', message = format('this proposal is %s', p_wanted.status);
    end if;
end $$;
