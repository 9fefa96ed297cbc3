select control.protect_tables();

grant select on control.payment_proposal, control.proposal_line, control.decision, control.execution, control.execution_item
    to wcc_runtime;

revoke all on all functions in schema control from public;
grant execute on function
    control.propose_payment_run(text, bigint[], date[], date[], date, text, text, integer, text, jsonb),
    control.submit_proposal(text, uuid, text), control.recall_proposal(text, uuid, text),
    control.still_needed(text, uuid), control.payable(text, bigint, date), control.payable_items(text, date, integer)
    to wcc_runtime;
grant execute on function control.decide(text, uuid, text, text, text, text) to wcc_decision;
grant execute on function control.release(text, uuid) to wcc_execution;

-- Codes of all companies, for whoever runs this machine; a context for one of them still has to be signed.
create policy codes on books.company for select to wcc_owner using (true);
create function control.company_codes() returns table (company_id text, is_sample boolean)
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
    select c.company_id, c.is_sample from books.company c order by 1
$$;
revoke all on function control.company_codes() from public;
grant execute on function control.company_codes() to wcc_loader;
