-- Proposals of every kind over one mechanism: what is proposed becomes a body built from rows, its digest is decided on,
-- and the last approval carries it out. A kind is one row here and two functions: <kind>_body() and carry_out_<kind>().

create table control.proposal_kind (
    kind        text primary key check (kind ~ '^[a-z_]+$'),
    says        text not null,                      -- what an approval does
    proposed_by text[] not null,                    -- roles
    takes       text[] not null,                    -- what a proposer may name: ids, codes and dates, for most kinds
    tiers       jsonb not null default '[]',        -- who approves where the company's policy does not say
    called_back boolean not null default false      -- approved only after a call-back by the approver
);
insert into control.proposal_kind (kind, says, proposed_by, takes, tiers, called_back) values
    ('payment_run', 'pays these items', array(select r.role from control.role r where r.proposes), '{}', '[]', false),
    ('bill_hold', 'holds a bill back from payment', '{ap_clerk,treasury_analyst,ap_manager,controller_cfo}',
     '{invoice,code,until}', '[{"up_to": null, "slots": [["ap_manager", "controller_cfo"]]}]', false),
    ('bill_release', 'lets a held bill be paid again', '{ap_clerk,treasury_analyst,ap_manager,controller_cfo}',
     '{invoice,code}', '[{"up_to": null, "slots": [["ap_manager"]]}]', false),
    ('supplier_creation', 'enters a new supplier', '{vendor_maintainer}',
     '{code,name,normalised_name,country,street,city,postal_code,vat_number,tax_number,registry_number,email,phone,language,term,iban,account_number,routing,bic,holder,currency}',
     '[{"up_to": null, "slots": [["vendor_verifier"]]}]', true),
    ('bank_change', 'changes the account a supplier is paid on', '{vendor_maintainer}',
     '{party,account,iban,account_number,routing,bic,holder,currency}',
     '[{"up_to": null, "slots": [["vendor_verifier"]]}]', true),
    ('terms_change', 'changes the payment terms of a party', '{vendor_maintainer,ar_clerk}', '{party,side,term}',
     '[{"up_to": null, "slots": [["controller_cfo"]]}]', false),
    ('dunning_letter', 'sends a reminder to a customer', '{ar_clerk,controller_cfo}', '{party,level,items}',
     '[{"up_to": null, "slots": [["ar_manager"]]}]', false),
    ('write_off', 'writes receivables off', '{ar_clerk,controller_cfo}', '{items,code}',
     '[{"up_to": "5000", "slots": [["ar_manager"]]}, {"up_to": null, "slots": [["ar_manager"], ["controller_cfo"]]}]', false),
    ('discount_offer', 'accepts a supplier''s discount for paying early', '{ap_clerk,treasury_analyst,controller_cfo}',
     '{item,pay_on,annual_rate}', '[{"up_to": null, "slots": [["ap_manager"]]}]', false),
    ('policy_change', 'changes who approves what, and the limits', '{controller_cfo}', '{policy}',
     '[{"up_to": null, "slots": [["controller_cfo"]]}]', false);

alter table control.payment_proposal
    drop constraint payment_proposal_kind_check,
    alter column kind drop default,
    add foreign key (kind) references control.proposal_kind,
    alter column run_date drop not null,
    alter column currency drop not null,
    alter column bank_account_id drop not null,
    alter column total set default 0,
    alter column base_total set default 0,
    add column subject jsonb not null default '{}',    -- what the proposer named; the body is built from it and the rows
    add constraint run_has_its_columns check (kind <> 'payment_run'
        or (run_date is not null and currency is not null and bank_account_id is not null));

-- The life of a proposal: every step there is. A status changes along one of these rows or not at all.
create table control.proposal_step (
    from_status text not null,
    to_status   text not null,
    happens     text not null,
    primary key (from_status, to_status)
);
insert into control.proposal_step (from_status, to_status, happens) values
    ('draft',    'waiting',   'its proposer sends it to the approvers'),
    ('draft',    'recalled',  'its proposer takes it back'),
    ('waiting',  'approved',  'the last approval needed is given'),
    ('waiting',  'declined',  'an approver says no'),
    ('waiting',  'expired',   'the time to decide runs out'),
    ('waiting',  'stale',     'the rows beneath it change'),
    ('waiting',  'recalled',  'its proposer takes it back'),
    ('approved', 'stale',     'the rows beneath it change before it is released'),
    ('approved', 'released',  'a third person hands it out'),
    ('released', 'sent',      'the file is written'),
    ('sent',     'silent',    'the bank has not answered in time'),
    ('sent',     'confirmed', 'the bank or the ledger confirms it'),
    ('sent',     'failed',    'the bank refuses it'),
    ('silent',   'confirmed', 'the bank or the ledger confirms it'),
    ('silent',   'failed',    'the bank refuses it');

-- A proposal starts as a draft without a digest, is sealed once, and from then on only its status moves.
create function control.keep_to_the_steps() returns trigger
language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
    if tg_op = 'INSERT' then
        if new.status <> 'draft' then
            raise exception using errcode = 'WC601', message = 'a proposal starts as a draft';
        end if;
        return new;
    end if;
    if new.status <> old.status and not exists (
        select from control.proposal_step s where s.from_status = old.status and s.to_status = new.status) then
        raise exception using errcode = 'WC401', message = format('a proposal that is %s cannot become %s', old.status, new.status);
    end if;
    if (new.kind, new.subject, new.proposed_by, new.reason) is distinct from (old.kind, old.subject, old.proposed_by, old.reason)
       or (old.digest <> repeat('0', 64) and (new.body, new.digest, new.total, new.base_total, new.policy_version)
           is distinct from (old.body, old.digest, old.total, old.base_total, old.policy_version)) then
        raise exception using errcode = 'WC601', message = 'a proposal is not changed: make a new one';
    end if;
    return new;
end $$;
create trigger keep_to_the_steps before insert or update on control.payment_proposal
    for each row execute function control.keep_to_the_steps();
