import {
  createColumnHelper, createSortedRowModel, rowSortingFeature, tableFeatures, useTable, type SortingState,
} from "@tanstack/react-table";
import { useMemo, useState } from "react";
import { Button } from "react-aria-components";
import { formatValue } from "../core/figures";
import type { Fact, Table, Unit } from "../core/types";
import { compareCells, unitOf } from "./cells";
import { useDetails } from "./details";

interface Row {
  cells: (string | null)[];
  facts: (string | null)[];
}

interface Cell {
  text: string | null;
  unit: Unit;
}

const ROWS_SHOWN = 12;
const features = tableFeatures({ rowSortingFeature, sortedRowModel: createSortedRowModel() });
const helper = createColumnHelper<typeof features, Row>();

function columnsOf(table: Table) {
  return helper.columns(
    table.columns.map((name, index) =>
      helper.accessor((row): Cell => ({ text: row.cells[index] ?? null, unit: unitOf(table, index) }), {
        id: String(index),
        header: name,
        sortFn: (left, right) => compareCells(left.original.cells[index] ?? null, right.original.cells[index] ?? null),
      }),
    ),
  );
}

/** A table that sorts by any column, by mouse or key; a cell with a Fact opens its receipt. */
export function DataTable({ table, facts }: { table: Table; facts: Fact[] }) {
  const { openReceipt } = useDetails();
  const [sorting, setSorting] = useState<SortingState>([]);
  const [all, setAll] = useState(table.rows.length <= ROWS_SHOWN + 3);
  const columns = useMemo(() => columnsOf(table), [table]);
  const data = useMemo(
    () => table.rows.map((cells, index): Row => ({ cells, facts: table.fact_ids?.[index] ?? [] })),
    [table],
  );
  const grid = useTable({ features, columns, data, state: { sorting }, onSortingChange: setSorting });
  const rows = grid.getRowModel().rows;
  return (
    <section className="table-block" aria-label={table.title}>
      <div className="table-scroll" tabIndex={0} role="region" aria-label={`${table.title}, scrollable`}>
        <table>
          <caption>{table.title}</caption>
          <thead>
            <tr>
              {grid.getHeaderGroups()[0]?.headers.map((header, index) => {
                const order = header.column.getIsSorted();
                return (
                  <th
                    key={header.id}
                    scope="col"
                    className={`cell-${unitOf(table, index)}`}
                    aria-sort={order === "asc" ? "ascending" : order === "desc" ? "descending" : "none"}
                  >
                    <button type="button" className="sort" onClick={header.column.getToggleSortingHandler()}>
                      {table.columns[index]}
                      <span aria-hidden="true" className="sort-mark">
                        {order === "asc" ? "↑" : order === "desc" ? "↓" : "↕"}
                      </span>
                    </button>
                  </th>
                );
              })}
            </tr>
          </thead>
          <tbody>
            {(all ? rows : rows.slice(0, ROWS_SHOWN)).map((row) => (
              <tr key={row.id}>
                {row.getAllCells().map((cell, index) => {
                  const { text, unit } = cell.getValue() as Cell;
                  const fact = row.original.facts[index];
                  const known = facts.find((one) => one.id === fact);
                  const words = text === null ? "" : formatValue(text, unit === "money" ? "count" : unit, null);
                  return (
                    <td key={cell.id} className={`cell-${unit}`}>
                      {fact ? (
                        <button type="button" className="figure" title={known?.label} onClick={() => openReceipt(fact, facts)}>
                          {words}
                        </button>
                      ) : (
                        words
                      )}
                    </td>
                  );
                })}
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
