import { describe, expect, it } from "vitest";
import { compareCells, shownColumns, unitOf } from "../app/cells";
import { findQuote } from "../core/quote";

describe("a quote in a page's text", () => {
  it("is found across line breaks", () => {
    const text = "(2) For payment within\n  10 days Halden may\ndeduct 2 per cent.\n(3) Else.";
    const found = findQuote(text, "within 10 days Halden may deduct 2 per cent.");
    expect(found && text.slice(found.start, found.end)).toBe("within\n  10 days Halden may\ndeduct 2 per cent.");
  });

  it("is not found where it does not stand", () => {
    expect(findQuote("Invoices are payable.", "3 per cent")).toBeNull();
    expect(findQuote("Invoices are payable.", "  ")).toBeNull();
  });
});

describe("cells", () => {
  it("sort by amount, not by digits, and empty ones last", () => {
    expect(["1000.00", null, "9.50", "-3", ""].sort(compareCells)).toEqual(["-3", "9.50", "1000.00", null, ""]);
  });

  it("sort names as people do", () => {
    expect(["Bill 10", "Äpfel", "Bill 9", "Zoll"].sort(compareCells)).toEqual(["Äpfel", "Bill 9", "Bill 10", "Zoll"]);
  });
});

describe("columns", () => {
  const table = {
    title: "Open bills",
    columns: ["Bill", "Currency", "Open", "Due", "Blocked"],
    rows: [
      ["00071", "EUR", "10.00", "2026-07-01", null],
      ["00072", "EUR", "9.00", null, ""],
    ],
    units: ["text", "text", "money", "text", "text"] as const,
  };
  const told = { ...table, units: [...table.units] };

  it("leave out what is empty, and a currency that is the same throughout", () => {
    expect(shownColumns(told)).toEqual([0, 2, 3]);
  });

  it("keep a currency that differs from row to row", () => {
    const mixed = { ...told, rows: [["00071", "EUR", "10.00", null, "yes"], ["00072", "USD", "9.00", null, null]] };
    expect(shownColumns(mixed)).toEqual([0, 1, 2, 4]);
  });

  it("are dates when every cell is one, but no numbers unless told so", () => {
    expect([0, 2, 3].map((column) => unitOf(told, column))).toEqual(["text", "money", "date"]);
  });
});
