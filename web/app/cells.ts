import { compareNumbers, isDate, isNumber } from "../core/figures";
import type { Table, Unit } from "../core/types";

/** The unit of a column: as told, or read off its cells. */
export function unitOf(table: Table, column: number): Unit {
  const told = table.units?.[column];
  if (told && told !== "text") return told;
  const cells = filled(table, column);
  if (cells.length && cells.every(isDate)) return "date";
  // What is told to be text may be a number's digits: a bill 00071 is no count.
  return !told && cells.length && cells.every(isNumber) ? "count" : "text";
}

/** What a column's cells read, the empty ones apart. */
const filled = (table: Table, column: number): string[] =>
  table.rows.flatMap((row) => (row[column] === null || row[column] === "" ? [] : [row[column] as string]));

/** A number or a code reads badly when it is broken into lines. */
export const isShort = (table: Table, column: number): boolean =>
  filled(table, column).every((cell) => cell.length <= 16);

/** A currency that is the same in every row, said once above the table instead. */
export function commonCurrency(table: Table): { column: number; code: string } | null {
  for (let column = 0; column < table.columns.length; column += 1) {
    const [code, ...others] = filled(table, column);
    const same = others.every((one) => one === code) && filled(table, column).length === table.rows.length;
    if (code && same && /^[A-Z]{3}$/.test(code) && /curr|währ|waehr/i.test(table.columns[column] ?? "")) return { column, code };
  }
  return null;
}

/** The columns worth showing: not the empty ones, and not a currency said above the table. */
export function shownColumns(table: Table): number[] {
  const said = commonCurrency(table)?.column;
  return table.columns.map((_, column) => column).filter((column) => column !== said && filled(table, column).length > 0);
}

/** Order two cells by what they are; an empty cell comes last among the ascending. */
export function compareCells(left: string | null, right: string | null): number {
  if (!left || !right) return left ? -1 : right ? 1 : 0;
  if (isNumber(left) && isNumber(right)) return compareNumbers(left, right);
  return left.localeCompare(right, undefined, { numeric: true });
}
