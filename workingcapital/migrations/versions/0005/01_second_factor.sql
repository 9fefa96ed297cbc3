-- Second factors: one-time codes of an authenticator app (RFC 6238), judged here and nowhere else. Whoever holds every
-- secret of the service, but not the person's device, cannot make a code, and so no decision.

alter table control.person add column is_sample boolean not null default false;   -- invented: decides in demonstrations

create table control.totp (
    person_id    text primary key references control.person,
    secret       bytea not null check (octet_length(secret) between 20 and 64),
    enrolled_at  timestamptz not null default clock_timestamp(),
    confirmed_at timestamptz,                       -- the first right code: the device does hold the secret
    last_step    bigint not null default 0,         -- a code is good once: no step at or before this one counts
    failures     integer not null default 0,
    locked_until timestamptz
);

-- A code that was right: good for five minutes, in the session where it was given.
create table control.second_factor (
    factor_id  uuid primary key default gen_random_uuid(),
    person_id  text not null references control.person,
    session_id text not null,
    proven_at  timestamptz not null default clock_timestamp()
);
create index second_factor_by_session on control.second_factor (person_id, session_id, proven_at desc);

-- The sign-in under which the signed person speaks; empty for a sample person and for whoever runs the machine.
create function control.current_session() returns text
language sql stable parallel safe security definer set search_path = pg_catalog, pg_temp as $$
    select coalesce(control.verified_context() ->> 'session', '')
$$;

-- SHA-1 (FIPS 180-4): what authenticator apps speak, and the core of PostgreSQL lacks. Nothing else is hashed with it.
create function control.sha1(p_text bytea) returns bytea
language plpgsql immutable strict parallel safe set search_path = pg_catalog, pg_temp as $$
declare
    mask constant bigint := 4294967295;
    padded bytea := p_text || '\x80'::bytea
                    || decode(repeat('00', (119 - octet_length(p_text) % 64) % 64), 'hex')
                    || int8send(octet_length(p_text)::bigint * 8);
    h bigint[] := array[1732584193, 4023233417, 2562383102, 271733878, 3285377520];
    w bigint[];
    a bigint; b bigint; c bigint; d bigint; e bigint; f bigint; k bigint; x bigint;
begin
    for block in 0 .. octet_length(padded) / 64 - 1 loop
        w := array_fill(0::bigint, array[80]);
        for i in 1 .. 80 loop
            if i <= 16 then
                x := block * 64 + i * 4;
                w[i] := (get_byte(padded, (x - 4)::int)::bigint << 24) | (get_byte(padded, (x - 3)::int)::bigint << 16)
                        | (get_byte(padded, (x - 2)::int)::bigint << 8) | get_byte(padded, (x - 1)::int)::bigint;
            else
                x := w[i - 3] # w[i - 8] # w[i - 14] # w[i - 16];
                w[i] := ((x << 1) | (x >> 31)) & mask;
            end if;
        end loop;
        a := h[1]; b := h[2]; c := h[3]; d := h[4]; e := h[5];
        for i in 1 .. 80 loop
            if i <= 20 then
                f := (b & c) | ((b # mask) & d); k := 1518500249;
            elsif i <= 40 then
                f := b # c # d; k := 1859775393;
            elsif i <= 60 then
                f := (b & c) | (b & d) | (c & d); k := 2400959708;
            else
                f := b # c # d; k := 3395469782;
            end if;
            x := (((a << 5) | (a >> 27)) & mask) + f + e + k + w[i];
            e := d; d := c; c := ((b << 30) | (b >> 2)) & mask; b := a; a := x & mask;
        end loop;
        h := array[(h[1] + a) & mask, (h[2] + b) & mask, (h[3] + c) & mask, (h[4] + d) & mask, (h[5] + e) & mask];
    end loop;
    return (select string_agg(decode(lpad(to_hex(part), 8, '0'), 'hex'), ''::bytea order by n)
            from unnest(h) with ordinality t (part, n));
end $$;

-- RFC 2104 over SHA-1, for keys of up to one block.
create function control.hmac_sha1(p_key bytea, p_text bytea) returns bytea
language sql immutable strict parallel safe set search_path = pg_catalog, pg_temp as $$
    with padded as (
        select string_agg(set_byte('\x00'::bytea, 0, byte # 54), ''::bytea order by i) as inner_block,
               string_agg(set_byte('\x00'::bytea, 0, byte # 92), ''::bytea order by i) as outer_block
        from (select i, case when i < octet_length(p_key) then get_byte(p_key, i) else 0 end as byte
              from generate_series(0, 63) i) bytes
    )
    select control.sha1(outer_block || control.sha1(inner_block || p_text)) from padded
$$;

-- The six digits of one step of thirty seconds (RFC 6238, RFC 4226).
create function control.totp_code(p_secret bytea, p_step bigint) returns text
language plpgsql immutable strict parallel safe set search_path = pg_catalog, pg_temp as $$
declare
    mac constant bytea := control.hmac_sha1(p_secret, int8send(p_step));
    place constant integer := get_byte(mac, 19) & 15;
    cut constant bigint := ((get_byte(mac, place) & 127)::bigint << 24) | (get_byte(mac, place + 1)::bigint << 16)
                           | (get_byte(mac, place + 2)::bigint << 8) | get_byte(mac, place + 3)::bigint;
begin
    return lpad((cut % 1000000)::text, 6, '0');
end $$;

-- Takes a code of the signed person; an answer and never an error, so that a wrong code is counted and on record.
-- {"outcome": "proven", "until"} | {"outcome": "wrong" | "used" | "not_enrolled"} | {"outcome": "locked", "until"}
create function control.prove_second_factor(p_code text) returns jsonb
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
    who constant text := control.current_person();
    now_step constant bigint := floor(extract(epoch from clock_timestamp()) / 30);
    device control.totp;
    step bigint;
    company text;
    said text;
begin
    select * into device from control.totp t where t.person_id = who for update;
    if not found then
        return jsonb_build_object('outcome', 'not_enrolled');
    elsif device.locked_until > clock_timestamp() then
        return jsonb_build_object('outcome', 'locked', 'until', device.locked_until);
    end if;
    -- One step of grace on either side, for a clock that is half a minute off.
    select s into step from generate_series(now_step - 1, now_step + 1) s
    where control.totp_code(device.secret, s) = p_code order by s limit 1;
    said := case when step is null then 'wrong' when step <= device.last_step then 'used' else 'proven' end;
    if said = 'proven' then
        update control.totp t set last_step = step, failures = 0, locked_until = null,
            confirmed_at = coalesce(t.confirmed_at, clock_timestamp()) where t.person_id = who;
        insert into control.second_factor (person_id, session_id) values (who, control.current_session());
        return jsonb_build_object('outcome', said, 'until', clock_timestamp() + interval '5 minutes');
    end if;
    -- The fifth wrong code closes the door for a quarter of an hour, and then begins to count anew.
    update control.totp t set failures = case when t.failures >= 4 then 0 else t.failures + 1 end,
        locked_until = case when t.failures >= 4 then clock_timestamp() + interval '15 minutes' end
    where t.person_id = who;
    foreach company in array control.granted_companies() loop
        perform control.append_audit(company, case when device.failures >= 4 then 'locked_out' else 'second_factor_failed' end,
                                     'person', who, jsonb_build_object('why', said));
    end loop;
    return jsonb_build_object('outcome', said);
end $$;
