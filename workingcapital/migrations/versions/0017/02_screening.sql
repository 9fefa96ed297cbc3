-- Screening against a list that the user supplies: names by likeness, accounts and countries exactly. Each load is a version;
-- the newest of each name is in force. Hits of names are kept and renewed whenever a list or a supplier changes.

create table control.screening_list (
    company_id text not null references books.company,
    list_id    bigint generated always as identity,
    name       text not null check (name ~ '^[A-Za-z0-9 ._-]{1,60}$'),
    version    integer not null check (version > 0),
    file_name  text not null,
    sha256     char(64) not null,
    entries    integer not null check (entries > 0),
    least      integer not null check (least between 40 and 100),  -- likeness of names from which a hit is a hit, of 100
    loaded_by  text not null references control.person,
    loaded_at  timestamptz not null default clock_timestamp(),
    primary key (company_id, list_id),
    unique (company_id, name, version)
);

create table control.screening_entry (
    company_id text not null,
    list_id    bigint not null,
    entry_no   integer not null,                    -- the line of the file
    kind       text not null check (kind in ('name', 'account', 'country')),
    value      text not null,                       -- as the file has it
    compared   text not null check (compared <> ''),  -- as it is compared: normalised name, plain account, country code
    note       text,
    primary key (company_id, list_id, entry_no),
    foreign key (company_id, list_id) references control.screening_list
);
create index screening_entry_exact on control.screening_entry (company_id, kind, compared) where kind <> 'name';

create table control.screening_gram (
    company_id text not null,
    list_id    bigint not null,
    gram       text not null,
    entry_no   integer not null,
    size       integer not null,                    -- how many trigrams the entry's name has
    primary key (company_id, list_id, gram, entry_no)
);

create table control.screening_hit (
    company_id text not null,
    list_id    bigint not null,
    entry_no   integer not null,
    party_id   bigint not null,
    score      integer not null,
    primary key (company_id, party_id, list_id, entry_no)
);

create function control.lists_in_force(p_company text) returns setof control.screening_list
language sql stable set search_path = pg_catalog, pg_temp as $$
    select distinct on (l.name) l.* from control.screening_list l
    where l.company_id = p_company order by l.name, l.version desc
$$;

-- Names against the lists in force, at their bound: shared trigrams of all trigrams, in per cent.
create function control.near_names(p_company text, p_ids bigint[], p_names text[])
returns table (id bigint, list_id bigint, entry_no integer, score integer)
language sql stable set search_path = pg_catalog, pg_temp as $$
    with asked as (
        select a.id, control.grams(a.name) as grams from unnest(p_ids, p_names) a (id, name)
    ), shared as (
        select a.id, g.list_id, g.entry_no, l.least,
               100 * count(*) / (cardinality(a.grams) + g.size - count(*)) as score
        from control.lists_in_force(p_company) l
        cross join asked a
        cross join lateral unnest(a.grams) gram
        join control.screening_gram g on g.company_id = p_company and g.list_id = l.list_id and g.gram = gram.gram
         and g.size * 100 >= l.least * cardinality(a.grams) and cardinality(a.grams) * 100 >= l.least * g.size
        group by a.id, a.grams, g.list_id, g.entry_no, g.size, l.least
    )
    select s.id, s.list_id, s.entry_no, s.score::integer from shared s where s.score >= s.least
$$;

create function control.screen_suppliers(p_company text, p_parties bigint[]) returns void
language sql set search_path = pg_catalog, pg_temp as $$
    delete from control.screening_hit h where h.company_id = p_company and h.party_id = any (p_parties);
    insert into control.screening_hit (company_id, list_id, entry_no, party_id, score)
    select p_company, n.list_id, n.entry_no, n.id, n.score
    from (select array_agg(y.party_id) as ids, array_agg(y.normalised_name) as names
          from books.party y where y.company_id = p_company and y.party_id = any (p_parties) and y.is_supplier) all_of_them,
         control.near_names(p_company, all_of_them.ids, all_of_them.names) n
$$;

-- Whoever enters or renames a supplier cannot leave it out.
create function control.suppliers_changed() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
    one record;
begin
    for one in select c.company_id, array_agg(c.party_id) as parties from changed c
               where exists (select from control.screening_list l where l.company_id = c.company_id) group by 1
    loop
        perform control.screen_suppliers(one.company_id, one.parties);
    end loop;
    return null;
end $$;
create trigger suppliers_entered after insert on books.party referencing new table as changed
    for each statement execute function control.suppliers_changed();
create trigger suppliers_renamed after update on books.party referencing new table as changed
    for each statement execute function control.suppliers_changed();

-- p_entries: [{"line", "kind", "value", "compared", "note"}]. The next version of the list of that name.
create function control.load_screening_list(
    p_company text, p_name text, p_file text, p_sha256 text, p_least integer, p_entries jsonb) returns jsonb
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
    who constant text := control.require_role(p_company, array['controller_cfo'], 'WC310', 'a controller or the CFO loads a screening list');
    before control.screening_list;
    made bigint;
    result jsonb;
begin
    if control.verified_context() ->> 'through' = 'key' then
        raise exception using errcode = 'WC312', hint = p_company, message = 'an API key loads no screening list';
    elsif coalesce(jsonb_array_length(p_entries), 0) not between 1 and 200000 then
        raise exception using errcode = 'WC601', hint = p_company, message = 'a screening list has 1 to 200,000 entries';
    end if;
    perform pg_advisory_xact_lock(hashtextextended('screening ' || p_company, 0));
    select * into before from control.screening_list l where l.company_id = p_company and l.name = p_name order by l.version desc limit 1;
    if before.sha256 = p_sha256 and before.least = p_least then
        return jsonb_build_object('list', before.list_id, 'version', before.version, 'entries', before.entries, 'unchanged', true);
    end if;
    insert into control.screening_list (company_id, name, version, file_name, sha256, entries, least, loaded_by)
    values (p_company, p_name, coalesce(before.version, 0) + 1, p_file, p_sha256, jsonb_array_length(p_entries), p_least, who)
    returning list_id into made;
    insert into control.screening_entry (company_id, list_id, entry_no, kind, value, compared, note)
    select p_company, made, e.line, e.kind, e.value, e.compared, e.note
    from jsonb_to_recordset(p_entries) e (line integer, kind text, value text, compared text, note text);
    insert into control.screening_gram (company_id, list_id, gram, entry_no, size)
    select p_company, made, gram, n.entry_no, cardinality(n.grams)
    from (select e.entry_no, control.grams(e.compared) as grams from control.screening_entry e
          where e.company_id = p_company and e.list_id = made and e.kind = 'name') n, unnest(n.grams) gram;
    delete from control.screening_gram g where g.company_id = p_company and g.list_id = before.list_id;
    perform control.screen_suppliers(p_company, array(select y.party_id from books.party y where y.company_id = p_company and y.is_supplier));
    result := jsonb_build_object('list', made, 'name', p_name, 'version', coalesce(before.version, 0) + 1, 'entries', jsonb_array_length(p_entries),
        'entries_before', before.entries, 'hits', (select count(*) from control.screening_hit h where h.company_id = p_company and h.list_id = made));
    perform control.append_audit(p_company, 'configured', 'screening', p_name, result || jsonb_build_object('sha256', p_sha256, 'least', p_least));
    return result || '{"unchanged": false}';
end $$;
