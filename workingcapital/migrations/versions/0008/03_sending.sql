-- After the release: files are written once, by whoever released; the answer is entered by somebody else.

-- A file stands where it belongs. The last one makes the run sent; a second file of other bytes is refused.
create function control.file_written(p_company text, p_proposal uuid, p_format text, p_sha256 text) returns text
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
    person constant text := control.require_company(p_company);
    head control.payment_proposal;
    written control.payment_file;
begin
    select * into head from control.payment_proposal p where p.company_id = p_company and p.proposal_id = p_proposal for update;
    select * into written from control.payment_file f
    where f.company_id = p_company and f.proposal_id = p_proposal and f.format = p_format;
    if written.file_name is null or not exists (select from control.execution e where e.company_id = p_company
                                                  and e.proposal_id = p_proposal and e.released_by = person) then
        raise exception using errcode = 'WC305', hint = p_company, message = 'only who released a run writes its files';
    elsif p_sha256 !~ '^[0-9a-f]{64}$' then
        raise exception using errcode = 'WC601', hint = p_company, message = 'a file is known by its SHA-256';
    elsif written.sha256 is not null then
        if written.sha256 <> p_sha256 then
            raise exception using errcode = 'WC407', hint = p_company, message = format('%s was written with other contents', written.file_name);
        end if;
        return head.status;
    end if;
    update control.payment_file f set sha256 = p_sha256, written_at = clock_timestamp(), written_by = person
    where f.company_id = p_company and f.proposal_id = p_proposal and f.format = p_format;
    if head.status = 'released' and not exists (select from control.payment_file f where f.company_id = p_company
                                                  and f.proposal_id = p_proposal and f.sha256 is null) then
        update control.payment_proposal p set status = 'sent' where p.company_id = p_company and p.proposal_id = p_proposal;
        update control.execution e set sent_at = clock_timestamp() where e.company_id = p_company and e.proposal_id = p_proposal;
        update control.outbox o set done_at = clock_timestamp()
        where o.company_id = p_company and o.kind = 'run_released' and o.subject = p_proposal::text;
        perform control.append_audit(p_company, 'sent', 'proposal', p_proposal::text,
            (select jsonb_build_object('digest', head.digest, 'files', jsonb_object_agg(f.file_name, f.sha256))
             from control.payment_file f where f.company_id = p_company and f.proposal_id = p_proposal));
        return 'sent';
    end if;
    return head.status;
end $$;

-- The answer to a run that was sent, by somebody who did not release it. Refused, its items may be paid again by a new
-- proposal; nothing is ever sent a second time.
create function control.record_answer(p_company text, p_proposal uuid, p_answer text, p_evidence text) returns text
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
    person constant text := control.require_role(p_company, array['treasury_analyst', 'ap_manager', 'controller_cfo'], 'WC303',
                                                 'a treasury analyst, an AP manager, a controller or the CFO enters the answer');
    head control.payment_proposal;
    done control.execution;
begin
    select * into head from control.payment_proposal p where p.company_id = p_company and p.proposal_id = p_proposal for update;
    select * into done from control.execution e where e.company_id = p_company and e.proposal_id = p_proposal;
    if head.proposal_id is null then
        raise exception using errcode = 'WC501', hint = p_company, message = format('there is no proposal %s in %s', p_proposal, p_company);
    elsif done.released_by = person then
        raise exception using errcode = 'WC305', hint = p_company, message = 'you released this run: somebody else enters the answer';
    elsif p_answer not in ('confirmed', 'failed') then
        raise exception using errcode = 'WC601', hint = p_company, message = 'the answer is confirmed or failed';
    elsif coalesce(trim(p_evidence), '') = '' then
        raise exception using errcode = 'WC601', hint = p_company, message = 'say where the answer stands: the statement line, the report, the ledger entry';
    elsif head.status = p_answer then
        return head.status;
    elsif head.status not in ('sent', 'silent') then
        raise exception using errcode = 'WC405', hint = p_company, message = format('this proposal is %s: nothing was sent that could be answered', head.status);
    end if;
    update control.payment_proposal p set status = p_answer, closed_at = clock_timestamp() where p.company_id = p_company and p.proposal_id = p_proposal;
    update control.execution e set answer = p_answer, answered_by = person, answered_at = clock_timestamp(), evidence = p_evidence
    where e.company_id = p_company and e.proposal_id = p_proposal;
    if p_answer = 'failed' then
        update control.execution_item x set live = false where x.company_id = p_company and x.proposal_id = p_proposal;
        update books.payment b set status = 'returned' where b.company_id = p_company and b.proposal_id = p_proposal and b.status = 'released';
    end if;
    perform control.append_audit(p_company, p_answer, 'proposal', p_proposal::text, jsonb_build_object('digest', head.digest, 'evidence', p_evidence));
    return p_answer;
end $$;
