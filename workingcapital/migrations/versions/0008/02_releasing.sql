-- Releasing: a third person hands the approved run out. Asked again by the same person, it is the same run again.

drop function control.release(text, uuid, text), control.carry_release(text, uuid, text, text);

create function control.release(
    p_company text, p_proposal uuid, p_token text, p_erp_lock text default null, p_key text default null) returns jsonb
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
    person constant text := control.require_company(p_company);
    asked constant text := encode(sha256(convert_to(jsonb_build_array('release', p_proposal, p_erp_lock)::text, 'UTF8')), 'hex');
    result jsonb;
    code text;
    said text;
    places text;
begin
    result := control.kept_answer(p_company, person, p_key, asked);
    if result is not null then
        return control.released_run(p_company, p_proposal, true);
    end if;
    begin
        result := control.carry_release(p_company, p_proposal, person, p_token, p_erp_lock);
        perform control.keep_answer(p_company, person, p_key, asked, jsonb_build_object('released', p_proposal));
    exception when others then
        get stacked diagnostics code = returned_sqlstate, said = message_text, places = pg_exception_detail;
        if code not like 'WC%' or person is null then
            raise;
        end if;
        result := control.record_refusal(p_company, p_proposal, 'release', code, said, places);
    end;
    return result;
end $$;

create function control.carry_release(p_company text, p_proposal uuid, p_person text, p_token text, p_erp_lock text) returns jsonb
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
    wanted control.payment_proposal;
    done control.execution;
    factor text;
begin
    select * into wanted from control.payment_proposal p
    where p.company_id = p_company and p.proposal_id = p_proposal for update;
    select * into done from control.execution e where e.company_id = p_company and e.proposal_id = p_proposal;
    perform control.check_release(p_company, p_proposal, wanted, done, p_person);
    if wanted.status <> 'approved' then
        return control.released_run(p_company, p_proposal, true);
    end if;
    perform control.check_load_fresh(p_company, p_proposal);
    perform control.check_erp_lock(p_company, p_proposal, p_erp_lock);
    perform control.check_fresh(p_company, p_proposal, wanted.digest);
    factor := control.use_decision_token(p_company, 'proposal', p_proposal::text, wanted.digest, 'release', p_token);
    update control.payment_proposal p set status = 'released' where p.company_id = p_company and p.proposal_id = p_proposal;
    update control.execution e set released_by = p_person, released_at = clock_timestamp(), erp_lock = p_erp_lock,
        release_token_hash = control.token_hash(p_token)
    where e.company_id = p_company and e.proposal_id = p_proposal;
    update books.payment b set status = 'released'
    where b.company_id = p_company and b.proposal_id = p_proposal and b.status = 'scheduled';
    -- The export for what the ledger pays; a payment file, and a posting file back, for what we pay.
    insert into control.payment_file (company_id, proposal_id, file_name, format)
    select p_company, p_proposal, format('%s-%s-%s%s', p_company, wanted.run_date, left(wanted.digest, 16),
                                         case f.format when 'run' then '.csv' when 'pain.001' then '.xml' else '-posting.csv' end), f.format
    from (select distinct unnest(case control.payer_of(p_company, v.source_system) when 'us' then array['pain.001', 'posting'] else array['run'] end)
          from control.proposal_line l
          join books.invoice v on v.company_id = p_company and v.invoice_id = l.invoice_id
          where l.company_id = p_company and l.proposal_id = p_proposal) f (format);
    insert into control.outbox (company_id, kind, subject, body)
    values (p_company, 'run_released', p_proposal::text, jsonb_build_object('digest', wanted.digest));
    perform control.append_audit(p_company, 'released', 'proposal', p_proposal::text,
        jsonb_build_object('digest', wanted.digest, 'factor', factor, 'erp_lock', p_erp_lock));
    return control.released_run(p_company, p_proposal, false);
end $$;

-- The run as it is handed out: the approved body, and what a file needs beside it.
create function control.released_run(p_company text, p_proposal uuid, p_replayed boolean) returns jsonb
language sql stable set search_path = pg_catalog, pg_temp as $$
    select jsonb_build_object(
        'outcome', 'released', 'status', p.status, 'replayed', p_replayed, 'company', p_company, 'proposal_id', p_proposal,
        'digest', p.digest, 'body', p.body, 'released_at', e.released_at, 'released_by', e.released_by, 'erp_lock', e.erp_lock,
        'company_name', c.name, 'rail', b.rail, 'account_name', b.name,
        'files', (select jsonb_agg(jsonb_build_object('format', f.format, 'name', f.file_name, 'sha256', f.sha256, 'written_at', f.written_at) order by f.format)
                  from control.payment_file f where f.company_id = p_company and f.proposal_id = p_proposal),
        'parties', (select jsonb_agg(jsonb_strip_nulls(jsonb_build_object(
                        'payee_name', y.name, 'end_to_end_id', control.end_to_end(p.digest, l.line_no), 'issue_date', v.issue_date,
                        'payer', control.payer_of(p_company, v.source_system), 'source_id', v.source_id,
                        'address', jsonb_strip_nulls(jsonb_build_object('street', y.street, 'postal_code', y.postal_code, 'city', y.city, 'country', y.country))))
                        order by l.line_no)
                    from control.proposal_line l
                    join books.party y on y.company_id = p_company and y.party_id = l.payee_id
                    join books.invoice v on v.company_id = p_company and v.invoice_id = l.invoice_id
                    where l.company_id = p_company and l.proposal_id = p_proposal))
    from control.payment_proposal p
    join control.execution e on e.company_id = p.company_id and e.proposal_id = p.proposal_id
    join books.company c on c.company_id = p.company_id
    join books.bank_account b on b.company_id = p.company_id and b.bank_account_id = p.bank_account_id
    where p.company_id = p_company and p.proposal_id = p_proposal
$$;

create or replace function control.check_release(
    p_company text, p_proposal uuid, p_wanted control.payment_proposal, p_done control.execution, p_person text) returns void
language plpgsql stable set search_path = pg_catalog, pg_temp as $$
begin
    if p_wanted.proposal_id is null then
        raise exception using errcode = 'WC501', message = format('there is no proposal %s in %s', p_proposal, p_company);
    end if;
    perform control.require_role(p_company, array['treasury_releaser'], 'WC305', 'releasing takes a treasury releaser');
    if p_wanted.kind <> 'payment_run' then
        raise exception using errcode = 'WC405', message = 'an approval carries this out: there is nothing to release';
    elsif p_wanted.proposed_by = p_person then
        raise exception using errcode = 'WC302', message = 'you made this proposal: somebody else releases it';
    elsif exists (select from control.decision d where d.company_id = p_company and d.proposal_id = p_proposal
                  and p_person in (d.person_id, d.on_behalf_of)) then
        raise exception using errcode = 'WC305', message = 'you decided on this proposal: somebody else releases it';
    elsif p_wanted.status in ('released', 'sent', 'silent', 'confirmed', 'failed') and p_done.released_by is distinct from p_person then
        raise exception using errcode = 'WC407', message = format('%s released it already', p_done.released_by);
    elsif p_wanted.status in ('draft', 'waiting') then
        raise exception using errcode = 'WC405', message = 'it has not been approved yet';
    elsif p_wanted.status = 'stale' then
        raise exception using errcode = 'WC402', message = coalesce(p_wanted.why_closed, 'this proposal is stale');
    elsif p_wanted.status not in ('approved', 'released', 'sent') then
        raise exception using errcode = case when p_wanted.status in ('silent', 'confirmed', 'failed') then 'WC407' else 'WC401' end,
            message = format('this proposal is %s', p_wanted.status);
    end if;
end $$;
