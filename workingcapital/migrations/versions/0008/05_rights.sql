revoke all on all functions in schema control from public;
grant execute on function control.release(text, uuid, text, text, text), control.file_written(text, uuid, text, text) to wcc_execution;
grant execute on function control.record_answer(text, uuid, text, text) to wcc_decision;
grant execute on function control.earlier_answer(text, text, text), control.remember_answer(text, text, text, jsonb) to wcc_runtime;
grant execute on function control.state_now(control.payment_proposal) to wcc_runtime;
