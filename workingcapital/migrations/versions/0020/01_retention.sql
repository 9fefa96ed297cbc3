-- How long what is kept: a duty by country with its source, as data. What people decided, and the figures it rests on, is
-- not deleted before its years are over, by whoever; a conversation is deleted when nobody has used it for its years.

create table control.retention_rule (
    country    char(2) not null,                    -- of the company; '**' where a country has no rule of its own
    kind       text not null check (kind in ('proposals', 'audit', 'facts', 'conversations')),
    years      integer not null check (years between 0 and 30),
    deletes    boolean not null,                    -- deleted when the years are over; else only no longer protected
    source     text not null,
    valid_from date not null,
    valid_to   date,
    primary key (country, kind, valid_from),
    check (not deletes or (kind = 'conversations' and years >= 1))
);
insert into control.retention_rule (country, kind, years, deletes, source, valid_from) values
    ('DE', 'proposals', 10, false, 'AO § 147 (1) no. 1, (3); HGB § 257: books and the instructions needed to understand them', '2025-01-01'),
    ('DE', 'audit', 10, false, 'AO § 147 (1) no. 1, (3); GoBD: the record of changes is kept as long as the books', '2025-01-01'),
    ('DE', 'facts', 10, false, 'AO § 147 (1) no. 1, (3): what a kept decision rests on', '2025-01-01'),
    ('DE', 'conversations', 1, true, 'GDPR Art. 5 (1) (e): no longer than needed; one year is the product''s own measure', '2018-05-25'),
    ('GB', 'proposals', 6, false, 'HMRC VAT Notice 700/21; Companies Act 2006 s. 388 (4)', '2006-11-08'),
    ('GB', 'audit', 6, false, 'HMRC VAT Notice 700/21; Companies Act 2006 s. 388 (4)', '2006-11-08'),
    ('GB', 'facts', 6, false, 'HMRC VAT Notice 700/21: what a kept decision rests on', '2006-11-08'),
    ('GB', 'conversations', 1, true, 'UK GDPR Art. 5 (1) (e): no longer than needed; one year is the product''s own measure', '2018-05-25'),
    ('US', 'proposals', 7, false, 'IRS Publication 583, the longest of its periods; 26 CFR 1.6001-1', '2000-01-01'),
    ('US', 'audit', 7, false, 'IRS Publication 583, the longest of its periods; 26 CFR 1.6001-1', '2000-01-01'),
    ('US', 'facts', 7, false, 'IRS Publication 583: what a kept decision rests on', '2000-01-01'),
    ('US', 'conversations', 1, true, 'no duty to keep; one year is the product''s own measure', '2000-01-01'),
    ('**', 'proposals', 10, false, 'no rule of this country is on file: the longest of the known ones', '2000-01-01'),
    ('**', 'audit', 10, false, 'no rule of this country is on file: the longest of the known ones', '2000-01-01'),
    ('**', 'facts', 10, false, 'no rule of this country is on file: the longest of the known ones', '2000-01-01'),
    ('**', 'conversations', 1, true, 'the product''s own measure', '2000-01-01');

-- The rule in force for a company today, by the database's clock.
create function control.retention_of(p_company text, p_kind text) returns control.retention_rule
language sql stable set search_path = pg_catalog, pg_temp as $$
    select r.* from control.retention_rule r join books.company c on c.company_id = p_company
    where r.kind = p_kind and r.country in (c.country, '**') and r.valid_from <= current_date and coalesce(r.valid_to >= current_date, true)
    order by r.country = '**', r.valid_from desc limit 1
$$;

-- Years are counted from the end of the calendar year.
create function control.kept_until(p_at timestamptz, p_years integer) returns date
language sql immutable set search_path = pg_catalog, pg_temp as $$
    select (date_trunc('year', p_at at time zone 'UTC') + make_interval(years => p_years + 1))::date
$$;

create function control.refuse_early_deletion() returns trigger
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
    rule constant control.retention_rule := control.retention_of(old.company_id, tg_argv[0]);
    made constant timestamptz := coalesce((to_jsonb(old) ->> tg_argv[1])::timestamptz, clock_timestamp());
begin
    if control.kept_until(made, coalesce((rule).years, 30)) > current_date then
        raise exception using errcode = 'WC413',
            message = format('%s of %s are kept until %s: %s', tg_argv[0], old.company_id,
                             control.kept_until(made, coalesce((rule).years, 30)), coalesce((rule).source, 'no rule is on file'));
    end if;
    return old;
end $$;

create function control.refuse_emptying() returns trigger
language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
    raise exception using errcode = 'WC413', message = format('%s is not emptied: its rows are kept for years', tg_relid::regclass);
end $$;

create trigger kept_for_years before delete on control.payment_proposal for each row execute function control.refuse_early_deletion('proposals', 'created_at');
create trigger kept_for_years before delete on control.decision for each row execute function control.refuse_early_deletion('proposals', 'decided_at');
create trigger kept_for_years before delete on control.execution for each row execute function control.refuse_early_deletion('proposals', 'executed_at');
create trigger kept_for_years before delete on control.proposal_line for each row execute function control.refuse_early_deletion('proposals', 'never');
create trigger kept_for_years before delete on books.fact for each row execute function control.refuse_early_deletion('facts', 'at');
create trigger never_emptied before truncate on control.payment_proposal for each statement execute function control.refuse_emptying();
create trigger never_emptied before truncate on control.decision for each statement execute function control.refuse_emptying();
create trigger never_emptied before truncate on control.execution for each statement execute function control.refuse_emptying();
create trigger never_emptied before truncate on books.fact for each statement execute function control.refuse_emptying();

-- A conversation is its person's alone; the functions of the owner, and no login, also reach one that was not used for a year.
alter policy own_conversation on books.conversation
    using (person_id = (select control.current_person())
           or (current_user = 'wcc_owner' and last_at < now() - interval '1 year'))
    with check (person_id = (select control.current_person())
                or (current_user = 'wcc_owner' and last_at < now() - interval '1 year'));

-- Conversations that nobody has used for their years, counted, and unless it is a rehearsal deleted with their answers and
-- checkpoints. For a security admin, who reads none of them; on record in the audit chain.
create function control.run_retention(p_company text, p_rehearse boolean) returns jsonb
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
    who constant text := control.require_role(p_company, array['security_admin', 'controller_cfo'], 'WC310',
                                              'a security admin, a controller or the CFO runs the retention');
    rule constant control.retention_rule := control.retention_of(p_company, 'conversations');
    old_ones constant text[] := array(
        select c.thread_id from books.conversation c
        where c.company_id = p_company and c.deleted_at is null and (rule).deletes
          and c.last_at < clock_timestamp() - make_interval(years => (rule).years));
    result jsonb;
begin
    if control.verified_context() ->> 'through' = 'key' then
        raise exception using errcode = 'WC312', hint = p_company, message = 'an API key deletes nothing';
    end if;
    result := jsonb_build_object('company', p_company, 'conversations', cardinality(old_ones), 'years', (rule).years,
                                 'source', (rule).source, 'deleted', not p_rehearse);
    if p_rehearse or cardinality(old_ones) = 0 then
        return result;
    end if;
    update books.conversation c set deleted_at = clock_timestamp(), title = '' where c.company_id = p_company and c.thread_id = any (old_ones);
    delete from books.answer a where a.company_id = p_company and a.thread_id = any (old_ones);
    delete from agent.checkpoint_writes w where w.thread_id = any (old_ones);
    delete from agent.checkpoint_blobs b where b.thread_id = any (old_ones);
    delete from agent.checkpoints k where k.thread_id = any (old_ones);
    perform control.append_audit(p_company, 'configured', 'retention', p_company, result || jsonb_build_object('by', who));
    return result;
end $$;

revoke all on all functions in schema control from public;
grant select on control.retention_rule to wcc_runtime;
grant execute on function control.run_retention(text, boolean) to wcc_runtime;
