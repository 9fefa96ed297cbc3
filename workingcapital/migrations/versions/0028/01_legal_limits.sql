-- Legal limits on terms that a plan keeps: which of them an express agreement may pass, and shorter ones for perishables.

alter table books.legal_term_limit
    add column longer_if_agreed boolean not null default false,
    drop constraint legal_term_limit_payer_check,
    add constraint legal_term_limit_payer_check check (payer in ('business', 'public', 'perishables'));
comment on column books.legal_term_limit.payer is 'who pays; perishables: any firm that buys food that does not keep';

-- What a database has already keeps its rows: those whose law lets an express agreement go further are marked.
update books.legal_term_limit set longer_if_agreed = true
where (country, payer) in (('DE', 'business'), ('GB', 'business'), ('IT', 'business'), ('AT', 'business'), ('NL', 'business'),
                           ('PL', 'business'), ('CZ', 'business'), ('US', 'public'));

alter table books.company add column is_public_payer boolean not null default false;  -- a public authority pays within 30 days
alter table books.party add column sells_perishables boolean not null default false;  -- shorter terms by law
