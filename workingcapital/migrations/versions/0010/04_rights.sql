-- Sign-ins are written by the functions that carry them out; nobody else may claim one.
create or replace function control.note(p_company text, p_verb text, p_kind text, p_object text, p_details jsonb)
returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
    perform control.require_company(p_company);
    if p_verb not in ('refused', 'locked_out', 'exported', 'configured', 'imported', 'import_undone') then
        raise exception using errcode = 'WC601', message = format('%L is not a note the application may make', p_verb);
    end if;
    perform control.append_audit(p_company, p_verb, p_kind, p_object, p_details);
end $$;

select control.protect_tables();

revoke all on all functions in schema control from public;
grant execute on function control.invite(text, text) to wcc_loader, wcc_identity;
grant execute on function
    control.locked_until(text, text), control.password_of(text), control.sign_in_failed(text, text, text),
    control.sign_in(text, text), control.begin_session(text, text), control.touch_session(),
    control.owner_of_refresh(text), control.refresh(text), control.end_session(text, text),
    control.invited(text), control.redeem_invitation(text, text),
    control.collect_key(text, text), control.key_speaks_for(text, text, text)
    to wcc_identity;
grant execute on function control.my_roles(), control.company_codes(), control.note(text, text, text, text, jsonb) to wcc_identity;
grant execute on function control.request_reset(text, text), control.request_key(text, text, integer) to wcc_runtime;
grant execute on function control.approve_reset(text, bigint, text), control.approve_key(text, text, text),
    control.revoke_key(text, text), control.reset_digest(text, bigint), control.key_digest(text, text) to wcc_decision;
