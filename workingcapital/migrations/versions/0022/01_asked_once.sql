-- A table counts as changed much when autovacuum would say so: a company of two hundred parties is planned for, too.
-- Without statistics the policy of a small table is taken to let one row through, and everything is then looked up
-- anew for each of its rows.
create or replace function control.refresh_statistics() returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
    one record;
begin
    for one in
        select t.relname from pg_stat_xact_user_tables t join pg_class c on c.oid = t.relid
        where t.schemaname = 'books'
          and t.n_tup_ins + t.n_tup_upd + t.n_tup_del > least(500, 50 + 0.1 * greatest(c.reltuples, 0))
    loop
        execute format('analyze books.%I', one.relname);
    end loop;
end $$;

-- Who speaks is verified once, and not for each grant that is looked at.
create or replace function control.my_roles() returns table (company_id text, role text, reads_books boolean)
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
    with me as materialized (select control.current_person() as person_id)
    select distinct mine.company_id, held.role, r.reads_books
    from (select g.company_id, g.person_id from control.role_grant g join me using (person_id)
          union
          select d.company_id, d.to_person from control.delegation d join me on me.person_id = d.to_person) mine,
         control.roles_of(mine.company_id, mine.person_id) held
    join control.role r on r.role = held.role
$$;
