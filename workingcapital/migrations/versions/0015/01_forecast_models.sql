-- What was chosen for a company's forecast by comparison on its own past: settings, the scores they were chosen by, and
-- nothing of its items. A model is never changed; training again adds another.

create table forecast_model (
    company_id  text not null references company,
    forecast_model_id bigint generated always as identity,
    trained_on  date not null,                      -- books up to this day were looked at, and nothing later
    digest      char(64) not null,                  -- SHA-256 of the body
    body        text not null,                      -- canonical JSON: settings and card
    trained_by  text not null default control.current_person(),
    trained_at  timestamptz not null default clock_timestamp(),
    primary key (company_id, forecast_model_id),
    unique (company_id, digest),
    check (digest = encode(sha256(convert_to(body, 'UTF8')), 'hex')),
    check (body::jsonb ->> 'trained_on' = trained_on::text)
);

select control.protect_tables();
grant select on forecast_model to wcc_runtime, wcc_loader, wcc_execution;
grant insert on forecast_model to wcc_loader;
