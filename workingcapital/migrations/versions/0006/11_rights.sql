select control.protect_tables();

grant select on control.proposal_kind, control.proposal_step, control.call_back, control.payment_file to wcc_runtime;

revoke all on all functions in schema control from public;
grant execute on function control.propose(text, text, jsonb, text, text, integer, text, jsonb) to wcc_runtime;
grant execute on function control.record_call_back(text, uuid, text, text, text, text, text, text) to wcc_decision;
