-- Who may do what with the books. Nothing is granted to the public; nobody but the owner may create anything.

select control.protect_tables();

-- A conversation belongs to one person, whichever companies others share with them.
create policy own_conversation on conversation as restrictive
    using (person_id = (select control.current_person())) with check (person_id = (select control.current_person()));
create policy own_answer on answer as restrictive
    using (exists (select from books.conversation c
                   where c.company_id = answer.company_id and c.thread_id = answer.thread_id))
    with check (exists (select from books.conversation c
                        where c.company_id = answer.company_id and c.thread_id = answer.thread_id));

grant usage on schema books, control to wcc_runtime, wcc_loader, wcc_decision, wcc_execution;
grant usage on schema agent to wcc_runtime;

grant select on all tables in schema books to wcc_runtime, wcc_loader, wcc_execution;
grant insert on fact, answer, conversation to wcc_runtime;
grant update (title, last_at, deleted_at) on conversation to wcc_runtime;
grant insert, update, delete on all tables in schema books to wcc_loader;
revoke insert, update, delete on fact, answer, conversation from wcc_loader;

grant select, insert, update, delete on all tables in schema agent to wcc_runtime;
revoke insert, update, delete on agent.checkpoint_migrations from wcc_runtime;

revoke all on all functions in schema books, control from public;
grant execute on function control.granted_companies(), control.current_person()
    to wcc_runtime, wcc_loader, wcc_decision, wcc_execution;
grant execute on function books.items_as_of(text, date, text) to wcc_runtime, wcc_loader, wcc_execution;
grant execute on function books.settle_items(text[], bigint[]), books.settle_invoices(text[], bigint[]),
    books.settle(text[], bigint[], bigint[]), control.refresh_statistics() to wcc_loader;

do $$ begin
    execute format('revoke create, temporary on database %I from public', current_database());
end $$;
revoke create on schema public from public;
