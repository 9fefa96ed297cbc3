-- Which waiting proposals this person may decide on, by the very checks that a decision runs.

create function control.waits_for_me(p_company text) returns table (proposal_id uuid)
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
declare
    me constant text := control.current_person();
    one control.payment_proposal;
begin
    perform control.require_company(p_company);
    for one in select p.* from control.payment_proposal p
               where p.company_id = p_company and p.status = 'waiting' order by p.submitted_at loop
        begin
            perform control.check_decision(p_company, one.proposal_id, one, one.digest, me);
            perform control.slot_for(p_company, one.proposal_id, me, one);
            proposal_id := one.proposal_id;
            return next;
        exception when others then
            if sqlstate not like 'WC%' then
                raise;
            end if;
        end;
    end loop;
end $$;

revoke all on function control.waits_for_me(text) from public;
grant execute on function control.waits_for_me(text) to wcc_runtime;
