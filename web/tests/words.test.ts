import { describe, expect, it } from "vitest";
import { compareCells } from "../app/cells";
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
