create index row_history_of_a_row on books.row_history (company_id, table_name, row_id) where change = 'updated';

select control.protect_tables();

revoke all on all functions in schema control from public;
grant select on control.control_rule, control.screening_list, control.screening_entry, control.screening_hit, control.finding_override to wcc_runtime;
grant execute on function control.load_screening_list(text, text, text, text, integer, jsonb), control.findings_of(text, uuid) to wcc_runtime;
grant execute on function control.override_finding(text, uuid, text, text, text, text, text) to wcc_decision;
