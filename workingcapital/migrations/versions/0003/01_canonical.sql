-- Canonical JSON (RFC 8785), so that a digest stands for one body and nothing else.
-- Narrower than the RFC on purpose: ASCII keys (then bytes and UTF-16 sort alike), whole numbers below 2^53.

create function control.canonical(p_value jsonb) returns text
language plpgsql immutable strict set search_path = pg_catalog, pg_temp as $$
declare
    kind constant text := jsonb_typeof(p_value);
    text_of text;
begin
    if kind = 'object' then
        if exists (select from jsonb_object_keys(p_value) k where k !~ '^[\x20-\x7e]*$') then
            raise exception using errcode = 'WC601', message = 'a key of a canonical body is plain ASCII';
        end if;
        select '{' || coalesce(string_agg(to_jsonb(e.key)::text || ':' || control.canonical(e.value), ',' order by e.key collate "C"), '') || '}'
        into text_of from jsonb_each(p_value) e;
        return text_of;
    elsif kind = 'array' then
        select '[' || coalesce(string_agg(control.canonical(e.value), ',' order by e.place), '') || ']'
        into text_of from jsonb_array_elements(p_value) with ordinality e (value, place);
        return text_of;
    elsif kind = 'number' then
        if p_value::numeric <> trunc(p_value::numeric) or abs(p_value::numeric) >= 9007199254740992 then
            raise exception using errcode = 'WC601', message = format('%s is no whole number below 2^53', p_value);
        end if;
        return trunc(p_value::numeric)::bigint::text;
    end if;
    return p_value::text;                           -- strings: PostgreSQL escapes exactly what the RFC asks for
end $$;

create function control.digest(p_body jsonb) returns text
language sql immutable strict set search_path = pg_catalog, pg_temp as $$
    select encode(sha256(convert_to(control.canonical(p_body), 'UTF8')), 'hex')
$$;

-- Decimals a currency has (ISO 4217); the same list as money.py.
create function control.minor_digits(p_currency text) returns integer
language sql immutable strict set search_path = pg_catalog, pg_temp as $$
    select case
        when p_currency in ('BIF', 'CLP', 'DJF', 'GNF', 'ISK', 'JPY', 'KMF', 'KRW', 'PYG', 'RWF', 'UGX', 'VND', 'VUV', 'XAF', 'XOF', 'XPF') then 0
        when p_currency in ('BHD', 'IQD', 'JOD', 'KWD', 'LYD', 'OMR', 'TND') then 3
        else 2 end
$$;

create function control.money_text(p_amount numeric, p_currency text) returns text
language sql immutable strict set search_path = pg_catalog, pg_temp as $$
    select round(p_amount, control.minor_digits(p_currency))::text
$$;

-- ISO 13616: letters count 10 to 35, the first four go last, the remainder by 97 is 1.
create function control.iban_is_valid(p_iban text) returns boolean
language plpgsql immutable strict set search_path = pg_catalog, pg_temp as $$
declare
    plain constant text := upper(replace(p_iban, ' ', ''));
    sign text;
    remainder integer := 0;
begin
    if plain !~ '^[A-Z]{2}[0-9]{2}[A-Z0-9]{11,30}$' then
        return false;
    end if;
    foreach sign in array regexp_split_to_array(substr(plain, 5) || left(plain, 4), '') loop
        remainder := case when sign between '0' and '9' then (remainder * 10 + sign::integer) % 97
                          else (remainder * 100 + ascii(sign) - 55) % 97 end;
    end loop;
    return remainder = 1;
end $$;
