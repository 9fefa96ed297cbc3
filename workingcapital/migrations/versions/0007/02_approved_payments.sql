-- A payment that people approved is written by the functions that check their approval, and by nobody who loads books.

create function books.approved_payments_are_not_loaded() returns trigger
language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
    if current_user <> (select pg_get_userbyid(c.relowner) from pg_class c where c.oid = tg_relid) then
        raise exception using errcode = 'insufficient_privilege',
            message = 'a payment of an approved proposal is changed by deciding and releasing only';
    end if;
    return case tg_op when 'DELETE' then old else new end;
end $$;

create trigger approved_payments_are_not_entered before insert on books.payment
    for each row when (new.proposal_id is not null) execute function books.approved_payments_are_not_loaded();
create trigger approved_payments_are_not_changed before update on books.payment
    for each row when (new.proposal_id is not null or old.proposal_id is not null)
    execute function books.approved_payments_are_not_loaded();
create trigger approved_payments_are_not_removed before delete on books.payment
    for each row when (old.proposal_id is not null) execute function books.approved_payments_are_not_loaded();
revoke all on function books.approved_payments_are_not_loaded() from public;
