import { compareNumbers, isDate, isNumber } from "../core/figures";
import type { Table, Unit } from "../core/types";

/** The unit of a column: as told, or read off its cells. */
export function unitOf(table: Table, column: number): Unit {
  const told = table.units?.[column];
  if (told) return told;
  const cells = table.rows.map((row) => row[column]).filter((cell) => cell !== null && cell !== "");
  if (cells.length && cells.every(isNumber)) return "count";
  return cells.length && cells.every(isDate) ? "date" : "text";
}

/** Order two cells by what they are; an empty cell comes last among the ascending. */
export function compareCells(left: string | null, right: string | null): number {
  if (!left || !right) return left ? -1 : right ? 1 : 0;
  if (isNumber(left) && isNumber(right)) return compareNumbers(left, right);
  return left.localeCompare(right, undefined, { numeric: true });
}
