select control.protect_tables();

-- Who came with a sample company is a sample person. The rows of all companies, so with the lock off for a moment.
alter table control.person no force row level security;
alter table control.role_grant no force row level security;
alter table books.company no force row level security;
update control.person p set is_sample = true
where exists (select from control.role_grant g join books.company c using (company_id) where g.person_id = p.person_id and c.is_sample);
alter table books.company force row level security;
alter table control.role_grant force row level security;
alter table control.person force row level security;

revoke all on all functions in schema control from public;
grant usage on schema books, control to wcc_identity;
grant execute on function control.granted_companies(), control.current_person() to wcc_identity;
grant execute on function control.prove_second_factor(text) to wcc_identity;
grant execute on function control.issue_decision_token(text, text, text, text, text) to wcc_decision, wcc_execution;
grant execute on function control.decide(text, uuid, text, text, text, text, text) to wcc_decision;
grant execute on function control.release(text, uuid, text) to wcc_execution;
