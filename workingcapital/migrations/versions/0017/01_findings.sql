-- Controls before payment: what each one says, whether it stops a payment, and who may set a finding aside with which code.

create table control.control_rule (
    control      text primary key check (control ~ '^[a-z_]+$'),
    says         text not null,
    blocks       boolean not null,                  -- refuses approval and release until it is set aside
    may_override text[] not null,                   -- roles
    reason_codes text[] not null
);
insert into control.control_rule (control, says, blocks, may_override, reason_codes) values
    ('screening_name', 'the name is near one on a screening list', true, '{controller_cfo}', '{another_party,listed_and_licensed,entry_withdrawn}'),
    ('screening_account', 'the account is on a screening list', true, '{controller_cfo}', '{account_reassigned,listed_and_licensed,entry_withdrawn}'),
    ('screening_country', 'the country is on a screening list', true, '{controller_cfo}', '{permitted_trade,listed_and_licensed,entry_withdrawn}'),
    ('new_account', 'a first payment to a new account of a known supplier', false, '{ap_manager,controller_cfo}', '{called_back,known_change}'),
    ('new_country', 'an account in a country where no supplier is', false, '{ap_manager,controller_cfo}', '{called_back,known_change}'),
    ('shared_account', 'one account of several suppliers', false, '{ap_manager,controller_cfo}', '{one_group,factoring,agent}'),
    ('payee_name', 'the holder of the account is called otherwise', false, '{ap_manager,controller_cfo}', '{trading_name,factoring,one_group}'),
    ('counted_together', 'several runs to the same payees within the splitting hours', false, '{ap_manager,controller_cfo}', '{separate_deliveries,urgent_supply}'),
    ('out_of_pattern', 'an amount far above all earlier ones of the supplier', false, '{ap_manager,controller_cfo}', '{order_confirmed,one_off}'),
    ('changed_after_import', 'amount or payee changed after the bill was first imported', false, '{ap_manager,controller_cfo}', '{corrected_by_supplier,corrected_by_us}'),
    ('off_cycle', 'a run on a day that is no run day', false, '{ap_manager,controller_cfo}', '{urgent_supply,holiday}');

-- A finding set aside: by another person than the proposer, for one finding with one evidence, under one digest.
create table control.finding_override (
    company_id  text not null,
    proposal_id uuid not null,
    finding     char(16) not null,
    control     text not null references control.control_rule,
    digest      char(64) not null,
    reason_code text not null,
    comment     text not null,
    person_id   text not null references control.person,
    role        text not null references control.role,
    token_hash  char(64) not null,
    at          timestamptz not null default clock_timestamp(),
    primary key (company_id, proposal_id, finding),
    unique (company_id, token_hash),
    foreign key (company_id, proposal_id) references control.payment_proposal,
    foreign key (company_id, token_hash) references control.decision_token (company_id, token_hash)
);
create trigger override_is_insert_only before update or delete on control.finding_override
    for each row execute function control.audit_is_insert_only();

-- Letters of other scripts as a hasty reader takes them: the same letters as parties.CONFUSABLE.
create function control.skeleton(p_name text) returns text
language sql immutable strict parallel safe set search_path = pg_catalog, pg_temp as $$
    select translate(p_name, 'авекмнорстухѕіјԛԝɡԁһӏъьгпαβεηικνορτυχγμζօոսցհı', 'abekmhopctyxsijqwgdhlbbrnabenikvoptuxyuzonughi')
$$;

-- A name that was not normalised yet: small letters, no accents, no punctuation.
create function control.folded(p_name text) returns text
language sql immutable strict parallel safe set search_path = pg_catalog, pg_temp as $$
    select trim(regexp_replace(regexp_replace(normalize(lower(replace(p_name, 'ß', 'ss')), nfd), '[\u0300-\u036f]', '', 'g'), '[^[:alnum:]]+', ' ', 'g'))
$$;

-- The trigrams of a name's words, whatever their order; a word's beginning counts more than its end.
create function control.grams(p_name text) returns text[]
language sql immutable strict parallel safe set search_path = pg_catalog, pg_temp as $$
    select coalesce(array_agg(distinct substr(w.padded, n, 3)), '{}')
    from (select '  ' || word || ' ' as padded from regexp_split_to_table(control.skeleton(p_name), '[^[:alnum:]]+') word where word <> '') w,
         generate_series(1, length(w.padded) - 2) n
$$;
