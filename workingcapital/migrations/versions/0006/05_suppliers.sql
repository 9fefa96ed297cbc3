-- Supplier data: a new supplier, another account, other terms. New bank details are typed by a person who maintains
-- suppliers and verified by another who calls back; a document or a conversation never carries them here.

alter table books.party add column phone text;       -- the number a call-back dials; not taken from who asks for the change

-- The change that brought an account: its first day lies behind the cooling-off, so the old account stays live till then.
alter table books.party_bank_account add column proposal_id uuid;

create table control.call_back (
    company_id    text not null,
    proposal_id   uuid not null,
    person_id     text not null references control.person,
    digest        char(64) not null,
    number_called text not null,
    number_from   text not null check (number_from in ('on_file', 'contract', 'earlier_invoice', 'public_register')),
    spoke_with    text not null,
    called_at     timestamptz not null default clock_timestamp(),
    primary key (company_id, proposal_id, person_id),
    foreign key (company_id, proposal_id) references control.payment_proposal
);

-- An account number as it is compared: letters and digits, capitals.
create function control.plain_account(p_number text) returns text
language sql immutable set search_path = pg_catalog, pg_temp as $$
    select nullif(upper(regexp_replace(p_number, '[^0-9A-Za-z]', '', 'g')), '')
$$;

-- The account that a proposal names, as a row that may not exist yet.
create function control.named_account(p_head control.payment_proposal) returns books.party_bank_account
language plpgsql stable set search_path = pg_catalog, pg_temp as $$
declare
    wanted constant jsonb := (p_head).subject;
    named books.party_bank_account;
begin
    select * into named from books.party_bank_account a
    where a.company_id = (p_head).company_id and a.account_id = (wanted ->> 'account')::bigint and a.party_id = (wanted ->> 'party')::bigint;
    if named.account_id is null then
        named.iban := control.plain_account(wanted ->> 'iban');
        named.account_number := control.plain_account(wanted ->> 'account_number');
        named.routing := control.plain_account(wanted ->> 'routing');
        named.bic := control.plain_account(wanted ->> 'bic');
        named.holder := wanted ->> 'holder';
        named.currency := wanted ->> 'currency';
    end if;
    return named;
end $$;

-- Why an account cannot be paid to, in words; null when its form is right.
create function control.account_fault(p_account books.party_bank_account) returns text
language sql immutable set search_path = pg_catalog, pg_temp as $$
    select case
        when (p_account).iban is null and (p_account).account_number is null then 'there is neither an IBAN nor an account number'
        when (p_account).iban is not null and not control.iban_is_valid((p_account).iban) then 'the IBAN fails its checksum'
        when (p_account).iban is null and (p_account).routing is null then 'an account number needs its sort code or routing number'
        when (p_account).bic is not null and (p_account).bic !~ '^[A-Z]{6}[A-Z0-9]{2}([A-Z0-9]{3})?$' then 'the BIC has not the form of one'
        when left((p_account).iban, 2) <> substr((p_account).bic, 5, 2) then 'IBAN and BIC are of two countries'
        when coalesce(trim((p_account).holder), '') = '' then 'an account needs its holder'
    end
$$;

create function control.bank_change_body(p_head control.payment_proposal, out body jsonb, out blocked jsonb)
language plpgsql stable set search_path = pg_catalog, pg_temp as $$
declare
    wanted constant jsonb := (p_head).subject;
    payee books.party;
    named constant books.party_bank_account := control.named_account(p_head);
    current books.party_bank_account;
begin
    select * into payee from books.party y where y.company_id = (p_head).company_id and y.party_id = (wanted ->> 'party')::bigint and y.is_supplier;
    select a.* into current from books.party_bank_account a
    where a.company_id = (p_head).company_id and a.party_id = payee.party_id and a.status = 'verified'
      and a.account_id is distinct from named.account_id and coalesce(a.valid_to >= control.business_day((p_head).company_id), true)
    order by a.valid_from desc, a.account_id desc limit 1;
    blocked := control.blocked_by(
        case when payee.party_id is null then 'there is no such supplier here' end,
        case when wanted ? 'account' and named.account_id is null then 'there is no such account of this supplier' end,
        case when wanted ? 'account' and wanted ?| '{iban,account_number,routing,bic,holder}' then 'name an account on file or a new one, not both' end,
        control.account_fault(named),
        case when named.status = 'verified' then 'this account is verified already' end,
        case when control.plain_account(coalesce(named.iban, named.account_number)) = control.plain_account(coalesce(current.iban, current.account_number))
             then 'this is the account on file' end,
        case when exists (select from control.payment_proposal o
                where o.company_id = (p_head).company_id and o.kind = 'bank_change' and o.status = 'waiting' and o.expires_at > clock_timestamp()
                  and o.proposal_id <> (p_head).proposal_id and o.subject -> 'party' = wanted -> 'party')
             then 'another change of this supplier''s account waits already' end);
    body := control.plain_body(p_head,
        jsonb_build_object('party', payee.party_id, 'party_name', payee.name, 'phone', payee.phone, 'account', named.account_id),
        jsonb_build_array(jsonb_build_object('field', 'account',
            'from', case when current.account_id is not null then control.account_json(current) end,
            'to', control.account_json(named) - 'id')))
        || jsonb_build_object('cooling_off_days', coalesce(((control.current_policy((p_head).company_id)).body ->> 'bank_change_cooling_off_days')::integer, 0));
end $$;

-- The new account is verified and becomes the one that is paid when the cooling-off is over; until then the old one is.
create function control.carry_out_bank_change(p_head control.payment_proposal, p_person text) returns void
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
    named books.party_bank_account := control.named_account(p_head);
    old_id constant bigint := ((p_head).body #>> '{changes,0,from,id}')::bigint;
    live_from constant date := control.business_day((p_head).company_id) + ((p_head).body ->> 'cooling_off_days')::integer;
    called constant control.call_back := control.required_call_back(p_head, p_person);
begin
    named.company_id := (p_head).company_id;
    named.party_id := ((p_head).subject ->> 'party')::bigint;
    perform control.verify_account(named, old_id, live_from, called);
    update books.party_bank_account a set valid_to = live_from - 1
    where a.company_id = (p_head).company_id and a.account_id = old_id and coalesce(a.valid_to >= live_from, true) and a.valid_from < live_from;
end $$;

-- Enters or updates one account as verified by this call-back.
create function control.verify_account(
    p_account books.party_bank_account, p_old bigint, p_live_from date, p_called control.call_back) returns void
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
    seen constant jsonb := jsonb_build_object('number_called', (p_called).number_called, 'number_from', (p_called).number_from,
                                              'spoke_with', (p_called).spoke_with, 'read_out', 'agrees');
begin
    if (p_account).account_id is null then
        insert into books.party_bank_account (company_id, party_id, iban, account_number, routing, bic, holder, currency, valid_from, status,
            verified_by, verified_how, verified_at, verification, changed_from_id, proposal_id, source_system)
        values ((p_account).company_id, (p_account).party_id, (p_account).iban, (p_account).account_number, (p_account).routing,
            (p_account).bic, (p_account).holder, (p_account).currency, p_live_from, 'verified', (p_called).person_id, 'call-back',
            (p_called).called_at, seen, p_old, (p_called).proposal_id, 'proposal');
    else
        update books.party_bank_account a set status = 'verified', status_reason = null, valid_from = greatest(a.valid_from, p_live_from),
            verified_by = (p_called).person_id, verified_how = 'call-back', verified_at = (p_called).called_at, verification = seen,
            changed_from_id = coalesce(a.changed_from_id, p_old), proposal_id = (p_called).proposal_id
        where a.company_id = (p_account).company_id and a.account_id = (p_account).account_id;
    end if;
end $$;

create function control.supplier_creation_body(p_head control.payment_proposal, out body jsonb, out blocked jsonb)
language plpgsql stable set search_path = pg_catalog, pg_temp as $$
declare
    wanted constant jsonb := (p_head).subject;
    named constant books.party_bank_account := control.named_account(p_head);
    twin books.party;
    term books.payment_term;
begin
    select * into twin from books.party y where y.company_id = (p_head).company_id and y.merged_into_id is null
      and (y.vat_number = wanted ->> 'vat_number' or y.normalised_name = wanted ->> 'normalised_name' or y.code = wanted ->> 'code')
    order by y.party_id limit 1;
    select * into term from books.payment_term t where t.company_id = (p_head).company_id and t.term_id = (wanted ->> 'term')::bigint;
    blocked := control.blocked_by(
        case when coalesce(trim(wanted ->> 'name'), '') = '' or coalesce(trim(wanted ->> 'normalised_name'), '') = '' then 'a supplier has a name' end,
        case when coalesce(trim(wanted ->> 'code'), '') = '' then 'a supplier has a number' end,
        case when wanted ->> 'name' ~ '[\u0001-\u001f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]' then 'the name holds hidden characters' end,
        case when coalesce(wanted ->> 'country', '') !~ '^[A-Z]{2}$' then 'the country is two capitals, for example DE' end,
        case when twin.party_id is not null then format('%s (%s) has the same number, name or VAT number', twin.name, twin.code) end,
        case when wanted ? 'term' and term.term_id is null then 'there are no such terms here' end,
        case when wanted ?| '{iban,account_number}' then control.account_fault(named) end);
    body := control.plain_body(p_head, (wanted - '{iban,account_number,routing,bic,holder,normalised_name}'::text[]) || jsonb_build_object('term_name', term.name),
        jsonb_build_array(control.change('supplier', null, wanted ->> 'name'),
                          jsonb_build_object('field', 'account', 'from', null, 'to', control.account_json(named) - 'id')));
end $$;

create function control.carry_out_supplier_creation(p_head control.payment_proposal, p_person text) returns void
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
    wanted constant jsonb := (p_head).subject;
    named books.party_bank_account := control.named_account(p_head);
    called control.call_back;
begin
    named.company_id := (p_head).company_id;
    insert into books.party (company_id, code, name, normalised_name, is_supplier, registry_number, vat_number, tax_number, country, street,
                             city, postal_code, ap_term_id, language, email, phone, source_system, source_id)
    values ((p_head).company_id, wanted ->> 'code', wanted ->> 'name', wanted ->> 'normalised_name', true, wanted ->> 'registry_number',
            wanted ->> 'vat_number', wanted ->> 'tax_number', wanted ->> 'country', wanted ->> 'street', wanted ->> 'city',
            wanted ->> 'postal_code', (wanted ->> 'term')::bigint, wanted ->> 'language', wanted ->> 'email', wanted ->> 'phone',
            'proposal', (p_head).proposal_id::text)
    returning party_id into named.party_id;
    if coalesce(named.iban, named.account_number) is not null then
        called := control.required_call_back(p_head, p_person);
        perform control.verify_account(named, null, control.business_day((p_head).company_id), called);
    end if;
end $$;

create function control.terms_change_body(p_head control.payment_proposal, out body jsonb, out blocked jsonb)
language plpgsql stable set search_path = pg_catalog, pg_temp as $$
declare
    wanted constant jsonb := (p_head).subject;
    one books.party;
    old_term books.payment_term;
    new_term books.payment_term;
begin
    select * into one from books.party y where y.company_id = (p_head).company_id and y.party_id = (wanted ->> 'party')::bigint;
    select * into new_term from books.payment_term t where t.company_id = (p_head).company_id and t.term_id = (wanted ->> 'term')::bigint;
    select * into old_term from books.payment_term t where t.company_id = (p_head).company_id
      and t.term_id = case wanted ->> 'side' when 'payable' then one.ap_term_id else one.ar_term_id end;
    blocked := control.blocked_by(
        case when one.party_id is null then 'there is no such party here' end,
        case when coalesce(wanted ->> 'side', '') not in ('payable', 'receivable') then 'the side is payable or receivable' end,
        case when new_term.term_id is null then 'there are no such terms here' end,
        case when new_term.term_id = old_term.term_id then 'these are its terms already' end);
    body := control.plain_body(p_head, jsonb_build_object('party', one.party_id, 'party_name', one.name, 'side', wanted ->> 'side', 'term', new_term.term_id),
        jsonb_build_array(control.change('terms', old_term.name, new_term.name)));
end $$;

create function control.carry_out_terms_change(p_head control.payment_proposal, p_person text) returns void
language sql set search_path = pg_catalog, pg_temp as $$
    update books.party y set
        ap_term_id = case (p_head).subject ->> 'side' when 'payable' then ((p_head).subject ->> 'term')::bigint else y.ap_term_id end,
        ar_term_id = case (p_head).subject ->> 'side' when 'receivable' then ((p_head).subject ->> 'term')::bigint else y.ar_term_id end
    where y.company_id = (p_head).company_id and y.party_id = ((p_head).subject ->> 'party')::bigint
$$;
