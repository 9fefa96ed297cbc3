import {
  createColumnHelper, createSortedRowModel, rowSortingFeature, tableFeatures, useTable, type SortingState,
} from "@tanstack/react-table";
import { useMemo, useState } from "react";
import { Button } from "react-aria-components";
import { formatValue } from "../core/figures";
import type { Fact, Table, Unit } from "../core/types";
import { commonCurrency, compareCells, isShort, shownColumns, unitOf } from "./cells";
import { useDetails } from "./details";

interface Row {
  cells: (string | null)[];
  facts: (string | null)[];
}

const ROWS_SHOWN = 12;
const features = tableFeatures({ rowSortingFeature, sortedRowModel: createSortedRowModel() });
const helper = createColumnHelper<typeof features, Row>();

function columnsOf(table: Table) {
  return helper.columns(
    shownColumns(table).map((column) =>
      helper.accessor((row) => row.cells[column] ?? null, {
        id: String(column),
        header: table.columns[column] ?? "",
        sortFn: (left, right) => compareCells(left.original.cells[column] ?? null, right.original.cells[column] ?? null),
      }),
    ),
  );
}

/** A table that sorts by any column, by mouse or key; a cell with a Fact opens its receipt. */
export function DataTable({ table, facts }: { table: Table; facts: Fact[] }) {
  const [sorting, setSorting] = useState<SortingState>([]);
  const [all, setAll] = useState(table.rows.length <= ROWS_SHOWN + 3);
  const columns = useMemo(() => columnsOf(table), [table]);
  const data = useMemo(
    () => table.rows.map((cells, index): Row => ({ cells, facts: table.fact_ids?.[index] ?? [] })),
    [table],
  );
  const grid = useTable({ features, columns, data, state: { sorting }, onSortingChange: setSorting });
  const rows = grid.getRowModel().rows;
  const looks = useMemo(() => new Map(columns.map((column) => [column.id, lookOf(table, Number(column.id))])), [columns, table]);
  const currency = commonCurrency(table)?.code;
  return (
    <section className="table-block" aria-label={table.title}>
      <div className="table-scroll" tabIndex={0} role="region" aria-label={`${table.title}, scrollable`}>
        <table>
          <caption>
            {table.title}
            {currency && !table.title.includes(currency) ? <span className="chart-unit"> {currency}</span> : null}
          </caption>
          <thead>
            <tr>
              {grid.getHeaderGroups()[0]?.headers.map((header) => (
                <HeaderCell
                  key={header.id}
                  name={table.columns[Number(header.column.id)] ?? ""}
                  look={looks.get(header.column.id)?.className ?? ""}
                  order={header.column.getIsSorted()}
                  toggle={header.column.getToggleSortingHandler()}
                />
              ))}
            </tr>
          </thead>
          <tbody>
            {(all ? rows : rows.slice(0, ROWS_SHOWN)).map((row) => (
              <tr key={row.id}>
                {row.getAllCells().map((cell) => (
                  <BodyCell
                    key={cell.id}
                    text={row.original.cells[Number(cell.column.id)] ?? null}
                    look={looks.get(cell.column.id) ?? { unit: "text", className: "" }}
                    fact={row.original.facts[Number(cell.column.id)] ?? null}
                    facts={facts}
                  />
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {all ? null : (
        <Button className="action action-quiet" onPress={() => setAll(true)}>
          Show all {table.rows.length} rows
        </Button>
      )}
    </section>
  );
}

interface Look {
  unit: Unit;
  className: string;
}

function lookOf(table: Table, column: number): Look {
  const unit = unitOf(table, column);
  return { unit, className: `cell-${unit}${isShort(table, column) ? " cell-short" : ""}` };
}

interface HeaderProps {
  name: string;
  look: string;
  order: "asc" | "desc" | false;
  toggle: ((event: unknown) => void) | undefined;
}

function HeaderCell({ name, look, order, toggle }: HeaderProps) {
  const sorted = order === "asc" ? "ascending" : order === "desc" ? "descending" : "none";
  return (
    <th scope="col" className={look.replace("cell-short", "")} aria-sort={sorted}>
      <button type="button" className="sort" onClick={toggle}>
        {name}
        <span aria-hidden="true" className="sort-mark">
          {order === "asc" ? "↑" : order === "desc" ? "↓" : "↕"}
        </span>
      </button>
    </th>
  );
}

function BodyCell({ text, look, fact, facts }: { text: string | null; look: Look; fact: string | null; facts: Fact[] }) {
  const { openReceipt } = useDetails();
  // The currency stands in the caption or a column of its own, so the cell holds the figure alone.
  const words = text === null ? "" : formatValue(text, look.unit === "money" ? "count" : look.unit, null);
  if (!fact) return <td className={look.className}>{words}</td>;
  const known = facts.find((one) => one.id === fact);
  return (
    <td className={look.className}>
      <button type="button" className="figure" title={known?.label} onClick={() => openReceipt(fact, facts)}>
        {words}
      </button>
    </td>
  );
}
