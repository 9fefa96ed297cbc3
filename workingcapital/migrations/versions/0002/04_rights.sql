select control.protect_tables();

-- A person sees their own grants before any company is chosen, and the people they share a company with.
create policy own_grants on control.role_grant for select using (person_id = (select control.current_person()));
create policy delegated_to_me on control.delegation for select using (to_person = (select control.current_person()));
create policy delegators_grants on control.role_grant for select
    using (exists (select from control.delegation d
                   where d.company_id = role_grant.company_id and d.from_person = role_grant.person_id
                     and d.to_person = (select control.current_person())));
alter table control.person enable row level security;
alter table control.person force row level security;
create policy colleagues on control.person for select
    using (person_id = (select control.current_person())
           or exists (select from control.role_grant g where g.person_id = person.person_id));
create policy entered on control.person for insert with check (true);
create policy kept on control.person for update using (true) with check (true);

grant select on control.person, control.role, control.toxic_pair, control.role_grant, control.delegation, control.policy,
    control.audit_event, control.audit_head to wcc_runtime;

revoke all on all functions in schema control from public;
grant execute on function control.my_roles() to wcc_runtime;
grant execute on function control.note(text, text, text, text, jsonb)
    to wcc_runtime, wcc_loader, wcc_decision, wcc_execution;
grant execute on function control.found_company(text, jsonb, jsonb) to wcc_loader;
grant execute on function control.request_grant(text, text, text, text, numeric, timestamptz) to wcc_runtime;
grant execute on function control.approve_grant(text, bigint), control.revoke_grant(text, bigint) to wcc_decision;
