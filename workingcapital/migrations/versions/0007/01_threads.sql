-- What a conversation remembers is its person's alone, also for somebody with psql as the service's login.

-- A thread is one conversation of one person, whatever the company: nobody opens another's by naming it again.
create unique index conversation_by_thread on books.conversation (thread_id);

do $$
declare
    one text;
begin
    foreach one in array array['checkpoints', 'checkpoint_blobs', 'checkpoint_writes'] loop
        execute format('alter table agent.%I enable row level security', one);
        execute format('alter table agent.%I force row level security', one);
        -- books.conversation shows the asker their own threads and no other.
        execute format('create policy own_thread on agent.%1$I using (exists '
                       '(select from books.conversation c where c.thread_id = %1$I.thread_id))', one);
    end loop;
end $$;
