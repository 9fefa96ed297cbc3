-- Everybody reads what is kept, nobody writes it but the triggers.

select control.protect_tables();
grant select on open_span, open_movement, invoiced_day to wcc_runtime, wcc_loader, wcc_decision, wcc_execution;
revoke all on function books.lock_items(text[], bigint[]), books.spans_of(text[], bigint[]),
    books.respan(text[], bigint[]), books.spans_inserted(), books.spans_deleted(), books.invoiced(text),
    books.add_invoiced(books.invoiced_day[]), books.invoices_inserted(), books.invoices_deleted(),
    books.invoices_updated(), books.allocations_touch(), books.instalments_touch(), books.disputes_touch(),
    books.rebuild_kept() from public;
