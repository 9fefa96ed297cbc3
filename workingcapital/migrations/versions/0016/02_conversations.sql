-- Conversations are found by their words, and a deleted one is gone: its questions, answers and checkpoints.

alter table books.answer add column words tsvector
    generated always as (to_tsvector('simple'::regconfig, question || ' ' || coalesce(body ->> 'answer', ''))) stored;
create index answer_by_word on books.answer using gin (words);

-- Proposals, decisions and facts are no part of a conversation and stay. Its id stays taken, its title does not.
create function control.forget_conversation(p_thread text) returns boolean
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
    found_in text;
begin
    update books.conversation c set deleted_at = now(), title = ''
    where c.thread_id = p_thread and c.person_id = control.current_person() and c.deleted_at is null
      and c.company_id = any (control.granted_companies())
    returning c.company_id into found_in;
    if found_in is null then
        return false;
    end if;
    delete from books.answer a where a.company_id = found_in and a.thread_id = p_thread;
    delete from agent.checkpoint_writes w where w.thread_id = p_thread;
    delete from agent.checkpoint_blobs b where b.thread_id = p_thread;
    delete from agent.checkpoints k where k.thread_id = p_thread;
    return true;
end $$;

revoke all on function control.forget_conversation(text) from public;
grant execute on function control.forget_conversation(text) to wcc_runtime;
