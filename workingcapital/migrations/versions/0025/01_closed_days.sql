-- Closed days of a company's own: works holidays, a bank's local ones. The calendars of the world are in `holiday`, which
-- all companies share; these are entered by import, and close the company under the calendar they are entered for.

create table closed_day (
    company_id    text not null references company,
    closed_day_id bigint generated always as identity,
    calendar      text not null,                    -- as company.holiday_calendar
    on_date       date not null,
    name          text not null,
    source        text not null,
    load_id       bigint,
    primary key (company_id, closed_day_id),
    unique (company_id, calendar, on_date)
);

select control.protect_tables();
grant select on closed_day to wcc_runtime, wcc_loader, wcc_decision, wcc_execution;
grant insert, update, delete on closed_day to wcc_loader;
