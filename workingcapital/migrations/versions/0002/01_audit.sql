-- The audit chain: each event of a company carries the hash of the one before, so that an edited, removed
-- or reordered event shows. Only append_audit() writes here, and nobody changes what is written.

create table control.audit_event (
    company_id  text not null references books.company,
    sequence    bigint not null,
    at          timestamptz not null,
    person_id   text not null,
    verb        text not null,
    object_kind text not null,
    object_id   text not null,
    details     jsonb not null default '{}',
    previous    char(64) not null,
    hash        char(64) not null,
    primary key (company_id, sequence)
);
create index audit_event_by_object on control.audit_event (company_id, object_kind, object_id);

create table control.audit_head (
    company_id text primary key references books.company,
    sequence   bigint not null,
    hash       char(64) not null
);

create function control.audit_is_insert_only() returns trigger
language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
    raise exception 'the audit chain is insert-only';
end $$;
create trigger audit_is_insert_only before update or delete on control.audit_event
    for each row execute function control.audit_is_insert_only();
create trigger audit_is_never_emptied before truncate on control.audit_event
    for each statement execute function control.audit_is_insert_only();

-- The text that is hashed: nine strings as a JSON array, so that no two events share a text.
create function control.audit_text(p_event control.audit_event) returns text
language sql immutable set search_path = pg_catalog, pg_temp as $$
    select jsonb_build_array(
        (p_event).company_id, (p_event).sequence::text,
        to_char((p_event).at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'),
        (p_event).person_id, (p_event).verb, (p_event).object_kind, (p_event).object_id,
        (p_event).details::text, (p_event).previous)::text
$$;

-- Call it last: it makes the events of a company queue up until the transaction ends.
create function control.append_audit(p_company text, p_verb text, p_kind text, p_object text, p_details jsonb)
returns void
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
    head  control.audit_head;
    event control.audit_event;
begin
    insert into control.audit_head values (p_company, 0, repeat('0', 64)) on conflict do nothing;
    select * into strict head from control.audit_head h where h.company_id = p_company for update;
    event.company_id := p_company;
    event.sequence := head.sequence + 1;
    event.at := clock_timestamp();
    event.person_id := coalesce(control.current_person(), 'unknown');
    event.verb := p_verb;
    event.object_kind := p_kind;
    event.object_id := p_object;
    event.details := jsonb_strip_nulls(coalesce(p_details, '{}'));
    event.previous := head.hash;
    event.hash := encode(sha256(convert_to(control.audit_text(event), 'UTF8')), 'hex');
    insert into control.audit_event values (event.*);
    update control.audit_head set sequence = event.sequence, hash = event.hash where company_id = p_company;
end $$;

-- What the application itself may put on record: it cannot claim that somebody approved something.
create function control.note(p_company text, p_verb text, p_kind text, p_object text, p_details jsonb)
returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
    perform control.require_company(p_company);
    if p_verb not in ('refused', 'signed_in', 'sign_in_failed', 'signed_out', 'exported', 'configured', 'imported', 'import_undone') then
        raise exception using errcode = 'WC601', message = format('%L is not a note the application may make', p_verb);
    end if;
    perform control.append_audit(p_company, p_verb, p_kind, p_object, p_details);
end $$;

-- The person in the signed context, if the company is one of theirs.
create function control.require_company(p_company text) returns text
language plpgsql stable set search_path = pg_catalog, pg_temp as $$
begin
    if control.current_person() is null then
        raise exception using errcode = 'WC308', message = 'nobody is asking: there is no signed context';
    end if;
    if not coalesce(p_company = any (control.granted_companies()), false) then
        raise exception using errcode = 'WC309', message = format('%s is not one of your companies', p_company);
    end if;
    return control.current_person();
end $$;
