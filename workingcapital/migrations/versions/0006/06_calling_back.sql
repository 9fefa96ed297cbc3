-- The call-back: a verifier dials the number on file, never the one of the request, and types the account they hear. What
-- they type is compared with the proposed account; it is nowhere stored.

create function control.record_call_back(
    p_company text, p_proposal uuid, p_digest text, p_number text, p_number_from text, p_spoke_with text, p_heard text,
    p_token text) returns jsonb
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
    person constant text := control.require_role(p_company, array['vendor_verifier'], 'WC303', 'a vendor verifier calls back');
    head control.payment_proposal;
    proposed text;
    wrong text;
begin
    select * into head from control.payment_proposal p where p.company_id = p_company and p.proposal_id = p_proposal for update;
    perform control.check_decision(p_company, p_proposal, head, p_digest, person);
    proposed := (select control.plain_account(coalesce(c.value #>> '{to,iban}', c.value #>> '{to,number}'))
                 from jsonb_array_elements(head.body -> 'changes') c where c.value ->> 'field' = 'account');
    wrong := case
        when proposed is null then 'there is no account to call back about'
        when coalesce(trim(p_spoke_with), '') = '' then 'say whom you spoke with'
        when coalesce(p_number_from, '') not in ('on_file', 'contract', 'earlier_invoice', 'public_register')
            then 'the number called comes from the file, a contract, an earlier invoice or a public register; never from the request'
        when p_number_from = 'on_file' and control.plain_account(p_number) is distinct from control.plain_account(head.body #>> '{subject,phone}')
            then 'this is not the number on file'
        when coalesce(length(control.plain_account(p_number)), 0) < 5 then 'say which number you called'
        when control.plain_account(p_heard) is distinct from proposed
            then 'the account that was read out is not the proposed one: decline, and tell whoever asked for the change'
    end;
    if wrong is not null then
        return control.record_refusal(p_company, p_proposal, 'call_back', 'WC606', wrong, null);
    end if;
    perform control.use_decision_token(p_company, 'proposal', p_proposal::text, p_digest, 'verify', p_token);
    insert into control.call_back (company_id, proposal_id, person_id, digest, number_called, number_from, spoke_with)
    values (p_company, p_proposal, person, p_digest, p_number, p_number_from, p_spoke_with)
    on conflict (company_id, proposal_id, person_id) do update set digest = excluded.digest, number_called = excluded.number_called,
        number_from = excluded.number_from, spoke_with = excluded.spoke_with, called_at = clock_timestamp();
    perform control.append_audit(p_company, 'called_back', 'proposal', p_proposal::text,
        jsonb_build_object('digest', p_digest, 'number_from', p_number_from, 'spoke_with', p_spoke_with));
    return jsonb_build_object('outcome', 'called_back', 'proposal_id', p_proposal, 'digest', p_digest);
end $$;

-- The call-back of the person who approves, about exactly this body.
create function control.required_call_back(p_head control.payment_proposal, p_person text) returns control.call_back
language plpgsql stable set search_path = pg_catalog, pg_temp as $$
declare
    called control.call_back;
begin
    select * into called from control.call_back c
    where c.company_id = (p_head).company_id and c.proposal_id = (p_head).proposal_id and c.person_id = p_person and c.digest = (p_head).digest;
    if called.person_id is null then
        raise exception using errcode = 'WC606', message = 'call the supplier back on the number on file before you approve';
    end if;
    return called;
end $$;
