-- People, what they may do where, and which two roles one person never holds.

create table control.person (
    person_id  text primary key check (person_id = lower(person_id) and person_id ~ '^[^@[:space:]]+@[^@[:space:]]+$'),
    name       text not null,
    active     boolean not null default true,
    language   char(2) not null default 'en',
    created_at timestamptz not null default now()
);

create table control.role (
    role text primary key,
    may  text not null,
    proposes boolean not null default false,
    reads_books boolean not null default true
);
insert into control.role (role, may, proposes, reads_books) values
    ('viewer',             'read, account numbers masked', false, true),
    ('auditor',            'read everything and the audit chain', false, true),
    ('ap_clerk',           'enter bills, propose', true, true),
    ('ap_approver',        'approve up to a limit', false, true),
    ('ap_manager',         'approve to a higher limit, holds', false, true),
    ('vendor_maintainer',  'request a bank change', false, true),
    ('vendor_verifier',    'verify it by call-back', false, true),
    ('ar_clerk',           'apply cash, draft dunning', false, true),
    ('ar_manager',         'send dunning, approve write-offs', false, true),
    ('treasury_analyst',   'forecast, scenarios, propose timing', true, true),
    ('treasury_releaser',  'release approved payment files', false, true),
    ('controller_cfo',     'read all, propose, top approval tier', true, true),
    ('security_admin',     'request grants and keys', false, false);

create table control.toxic_pair (
    role  text not null references control.role,
    other text not null references control.role,
    why   text not null,
    primary key (role, other)
);
insert into control.toxic_pair (role, other, why)
select role, unnest(others), why from (values
    ('ap_clerk', array['ap_approver', 'ap_manager', 'controller_cfo'], 'who enters bills does not approve them'),
    ('ap_clerk', array['vendor_maintainer', 'vendor_verifier'], 'who enters bills does not touch supplier data'),
    ('ap_approver', array['vendor_maintainer', 'vendor_verifier'], 'who approves payments does not touch supplier data'),
    ('ap_manager', array['vendor_maintainer', 'vendor_verifier'], 'who approves payments does not touch supplier data'),
    ('controller_cfo', array['vendor_maintainer', 'vendor_verifier'], 'who approves payments does not touch supplier data'),
    ('vendor_maintainer', array['vendor_verifier'], 'who requests a bank change does not verify it'),
    ('treasury_releaser', array['ap_manager', 'ap_approver', 'controller_cfo'], 'who approves payments does not release them'),
    ('treasury_releaser', array['vendor_maintainer', 'vendor_verifier'], 'who releases payments does not touch supplier data'),
    ('treasury_releaser', array['ap_clerk', 'treasury_analyst'], 'who proposes payments does not release them'),
    ('treasury_analyst', array['ap_approver', 'ap_manager', 'controller_cfo'], 'who proposes timing does not approve it'),
    ('ar_clerk', array['ar_manager'], 'who applies cash does not approve write-offs'),
    ('security_admin', array['viewer', 'auditor', 'ap_clerk', 'ap_approver', 'ap_manager', 'vendor_maintainer', 'vendor_verifier',
                             'ar_clerk', 'ar_manager', 'treasury_analyst', 'treasury_releaser', 'controller_cfo'],
     'who administers access does not touch finance')
) as t (role, others, why);

create table control.role_grant (
    company_id   text not null references books.company,
    grant_id     bigint generated always as identity,
    person_id    text not null references control.person,
    role         text not null references control.role,
    limit_amount numeric(18,4) check (limit_amount > 0),   -- in the company's currency; null: the tier's own limit
    valid_from   timestamptz not null default now(),
    valid_to     timestamptz,
    requested_by text not null,
    requested_at timestamptz not null default now(),
    approved_by  text,                              -- another person; 'founding' for the grants a company starts with
    approved_at  timestamptz,
    revoked_by   text,
    revoked_at   timestamptz,
    primary key (company_id, grant_id),
    check (approved_by is distinct from requested_by),
    check (approved_by is distinct from person_id),
    check ((approved_by is null) = (approved_at is null))
);
create index role_grant_by_person on control.role_grant (person_id, company_id);

create table control.delegation (
    company_id    text not null references books.company,
    delegation_id bigint generated always as identity,
    from_person   text not null references control.person,
    to_person     text not null references control.person,
    role          text not null references control.role,
    limit_amount  numeric(18,4) not null check (limit_amount > 0),
    valid_from    timestamptz not null default now(),
    valid_to      timestamptz not null,
    approved_by   text,
    approved_at   timestamptz,
    revoked_at    timestamptz,
    primary key (company_id, delegation_id),
    check (from_person <> to_person),
    check (valid_to > valid_from),
    check (approved_by not in (from_person, to_person)),
    check ((approved_by is null) = (approved_at is null))
);
create index delegation_by_person on control.delegation (to_person, company_id);

create table control.api_key (
    company_id  text not null references books.company,
    key_id      text not null,
    person_id   text not null references control.person,
    key_hash    text not null,
    created_at  timestamptz not null default now(),
    expires_at  timestamptz not null,
    revoked_at  timestamptz,
    primary key (company_id, key_id)
);

create table control.policy (
    company_id  text not null references books.company,
    version     integer not null check (version > 0),
    body        jsonb not null,
    valid_from  timestamptz not null default now(),
    proposed_by text not null,
    approved_by text not null,
    primary key (company_id, version),
    check (approved_by <> proposed_by)
);

-- Roles held and roles asked for, own and delegated: a toxic pair is refused before anybody can approve it.
create function control.refuse_toxic_roles() returns trigger
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
    holder text := case tg_table_name when 'role_grant' then to_jsonb(new) ->> 'person_id' else to_jsonb(new) ->> 'to_person' end;
    conflict record;
begin
    if new.revoked_at is not null then
        return new;
    end if;
    perform pg_advisory_xact_lock(hashtextextended('roles of ' || holder || ' in ' || new.company_id, 0));
    select t.* into conflict
    from (
        select g.role from control.role_grant g
        where g.company_id = new.company_id and g.person_id = holder
          and g.revoked_at is null and coalesce(g.valid_to > now(), true)
        union
        select d.role from control.delegation d
        where d.company_id = new.company_id and d.to_person = holder and d.revoked_at is null and d.valid_to > now()
    ) held
    join control.toxic_pair t on (t.role, t.other) in ((held.role, new.role), (new.role, held.role))
    limit 1;
    if found then
        raise exception using errcode = 'WC306', hint = new.company_id,
            message = format('%s cannot hold %s beside %s: %s', holder, new.role,
                             case new.role when conflict.role then conflict.other else conflict.role end, conflict.why);
    end if;
    return new;
end $$;
create trigger refuse_toxic_roles before insert or update on control.role_grant
    for each row execute function control.refuse_toxic_roles();
create trigger refuse_toxic_roles before insert or update on control.delegation
    for each row execute function control.refuse_toxic_roles();

-- What a person may do here and now, themselves or for somebody who delegated it and still holds it.
create function control.roles_of(p_company text, p_person text)
returns table (role text, limit_amount numeric, on_behalf_of text)
language sql stable set search_path = pg_catalog, pg_temp as $$
    with effective as (
        select g.person_id, g.role, g.limit_amount
        from control.role_grant g join control.person p on p.person_id = g.person_id and p.active
        where g.company_id = p_company and g.approved_at is not null and g.revoked_at is null
          and g.valid_from <= now() and coalesce(g.valid_to > now(), true)
    )
    select e.role, e.limit_amount, null::text from effective e where e.person_id = p_person
    union all
    select d.role, least(d.limit_amount, e.limit_amount), d.from_person
    from control.delegation d
    join effective e on e.person_id = d.from_person and e.role = d.role
    join control.person p on p.person_id = d.to_person and p.active
    where d.company_id = p_company and d.to_person = p_person and d.approved_at is not null and d.revoked_at is null
      and d.valid_from <= now() and d.valid_to > now()
$$;

create function control.require_role(p_company text, p_roles text[], p_code text, p_message text) returns text
language plpgsql stable set search_path = pg_catalog, pg_temp as $$
declare
    person text := control.require_company(p_company);
begin
    if not exists (select from control.roles_of(p_company, person) r where r.role = any (p_roles)) then
        raise exception using errcode = p_code, message = p_message, hint = p_company;
    end if;
    return person;
end $$;

create function control.current_policy(p_company text) returns control.policy
language sql stable set search_path = pg_catalog, pg_temp as $$
    select p.* from control.policy p where p.company_id = p_company and p.valid_from <= now()
    order by p.version desc limit 1
$$;

-- The asker's own roles in every company, needed before any company can be signed for.
create function control.my_roles() returns table (company_id text, role text, reads_books boolean)
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
    select distinct mine.company_id, held.role, r.reads_books
    from (select g.company_id from control.role_grant g where g.person_id = control.current_person()
          union
          select d.company_id from control.delegation d where d.to_person = control.current_person()) mine,
         control.roles_of(mine.company_id, control.current_person()) held
    join control.role r on r.role = held.role
$$;
