-- Who is asking: a context signed by the server and verified inside the database.
--
-- `wcc.context` holds v1.<key id>.<base64 of {person, companies, expires, nonce}>.<HMAC-SHA256 in hex>.
-- Any SQL can set a session variable; only a holder of the key can sign one. The key itself is not stored:
-- its two padded HMAC blocks are, in a table that only the owner of the functions reads.

create table control.context_key (
    key_id      text primary key,
    inner_block bytea not null check (octet_length(inner_block) = 64),
    outer_block bytea not null check (octet_length(outer_block) = 64),
    added_at    timestamptz not null default now(),
    retired_at  timestamptz
);

-- Null without a context; an error for one that is forged, foreign or out of date: that is no empty answer.
create function control.verified_context() returns jsonb
language plpgsql stable parallel safe security definer set search_path = pg_catalog, pg_temp as $$
declare
    token text := current_setting('wcc.context', true);
    part  text[];
    key   control.context_key;
    body  jsonb;
begin
    if token is null or token = '' then
        return null;
    end if;
    part := string_to_array(token, '.');
    select * into key from control.context_key k where k.key_id = part[2] and k.retired_at is null;
    if not found or cardinality(part) <> 4 or part[1] <> 'v1' then
        raise exception using errcode = 'WC308', message = 'the context is not signed by this server';
    end if;
    if encode(sha256(key.outer_block || sha256(key.inner_block
            || convert_to(part[1] || '.' || part[2] || '.' || part[3], 'UTF8'))), 'hex') <> part[4] then
        raise exception using errcode = 'WC308', message = 'the signature of the context is wrong';
    end if;
    body := convert_from(decode(part[3], 'base64'), 'UTF8')::jsonb;
    if (body ->> 'expires')::bigint < extract(epoch from statement_timestamp()) then
        raise exception using errcode = 'WC308', message = 'the context has expired';
    end if;
    return body;
end $$;

create function control.granted_companies() returns text[]
language sql stable parallel safe security definer set search_path = pg_catalog, pg_temp as $$
    select array(select jsonb_array_elements_text(control.verified_context() -> 'companies'))
$$;

create function control.current_person() returns text
language sql stable parallel safe security definer set search_path = pg_catalog, pg_temp as $$
    select control.verified_context() ->> 'person'
$$;

-- Puts the same lock on every table that has a company: found in the catalogue, so that none is forgotten.
create function control.protect_tables() returns void
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
    one record;
    rule constant text := 'company_id = any ((select control.granted_companies())::text[])';
begin
    for one in
        select n.nspname, c.relname
        from pg_class c
        join pg_namespace n on n.oid = c.relnamespace
        join pg_attribute a on a.attrelid = c.oid and a.attname = 'company_id' and not a.attisdropped
        where n.nspname in ('books', 'control') and c.relkind in ('r', 'p')
    loop
        execute format('alter table %I.%I enable row level security', one.nspname, one.relname);
        execute format('alter table %I.%I force row level security', one.nspname, one.relname);
        execute format('drop policy if exists company_of_the_asker on %I.%I', one.nspname, one.relname);
        execute format('create policy company_of_the_asker on %I.%I using (%s) with check (%s)',
                       one.nspname, one.relname, rule, rule);
        -- In a table of few rows a company looks nearly unique, and every index that begins with it equally good.
        execute format('alter table %I.%I alter column company_id set (n_distinct = 4)', one.nspname, one.relname);
    end loop;
end $$;

-- After a load the planner must know what came in; only the owner of a table may look. Called by the store at the
-- end of every load, and by big batches in the middle of one, for the tables that this transaction changed much.
create function control.refresh_statistics() returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
    one record;
begin
    for one in
        select relname from pg_stat_xact_user_tables
        where schemaname = 'books' and n_tup_ins + n_tup_upd + n_tup_del > 500
    loop
        execute format('analyze books.%I', one.relname);
    end loop;
end $$;
