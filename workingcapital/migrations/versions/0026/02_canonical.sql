-- Canonical JSON as before, in a third of the calls: a text or a plain whole number inside an object is written where it stands.
-- Amounts as text are small enough to be part of the query that asks; their names are bound here, so no path can change them.

create or replace function control.canonical(p_value jsonb) returns text
language plpgsql immutable strict set search_path = pg_catalog, pg_temp as $$
declare
    kind constant text := jsonb_typeof(p_value);
    text_of text;
    readable boolean;
begin
    if kind = 'object' then
        select '{' || coalesce(string_agg(to_jsonb(e.key)::text || ':' || case
                   when jsonb_typeof(e.value) = 'string' or e.value::text ~ '^-?[0-9]{1,15}$' then e.value::text
                   else control.canonical(e.value) end, ',' order by e.key collate "C"), '') || '}',
               coalesce(bool_and(e.key ~ '^[\x20-\x7e]*$'), true)
        into text_of, readable from jsonb_each(p_value) e;
        if not readable then
            raise exception using errcode = 'WC601', message = 'a key of a canonical body is plain ASCII';
        end if;
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

-- Decimals a currency has (ISO 4217); the same list as money.py. Strict in every part, or it is no part of a query.
create or replace function control.minor_digits(p_currency text) returns integer
language sql immutable strict parallel safe
begin atomic
    select 2 - 2 * (p_currency = any ('{BIF,CLP,DJF,GNF,ISK,JPY,KMF,KRW,PYG,RWF,UGX,VND,VUV,XAF,XOF,XPF}'::text[]))::integer
             + (p_currency = any ('{BHD,IQD,JOD,KWD,LYD,OMR,TND}'::text[]))::integer;
end;

create or replace function control.money_text(p_amount numeric, p_currency text) returns text
language sql immutable strict parallel safe
begin atomic select round(p_amount, control.minor_digits(p_currency))::text; end;

-- 35 characters at most, stable, unique: 24 of the digest and the line.
create or replace function control.end_to_end(p_digest text, p_line integer) returns text
language sql immutable strict parallel safe
begin atomic
    select 'WC' || upper(left(p_digest, 24)) || lpad(p_line::text, 6, '0');
end;
