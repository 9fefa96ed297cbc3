import { describe, expect, it } from "vitest";
import { compareNumbers, formatDate, formatNumber, formatShort, formatValue, sumNumbers } from "../core/figures";

const plain = (text: string): string => text.replaceAll("\u00a0", " ");

describe("figures", () => {
  it("keep every digit, however long", () => {
    expect(formatNumber("123456789012345678.99", "en")).toBe("123,456,789,012,345,678.99");
    expect(formatNumber("0.10", "en")).toBe("0.10");
  });

  it.each([
    ["1234.50", "money", "EUR", "en-GB", "EUR 1,234.50"],
    ["1234.50", "money", "EUR", "de-DE", "1.234,50 EUR"],
    ["1234", "money", "JPY", "en-GB", "JPY 1,234"],
    ["-1234.567", "money", "KWD", "en-GB", "−KWD 1,234.567"],
    ["41.2", "days", null, "en-GB", "41.2 days"],
    ["1", "days", null, "en-GB", "1 day"],
    ["36.73", "percent", null, "de-DE", "36,73%"],
    ["12500", "count", null, "en-GB", "12,500"],
    ["2026-07-02", "date", null, "en-GB", "2 Jul 2026"],
    ["RE-2026-1184", "text", null, "en-GB", "RE-2026-1184"],
    ["00071", "text", null, "en-GB", "00071"],
    ["n/a", "money", "EUR", "en-GB", "n/a"],
  ] as const)("%s as %s %s in %s reads %s", (value, unit, currency, locale, expected) => {
    expect(plain(formatValue(value, unit, currency, locale))).toBe(expected);
  });

  it("sum without a float", () => {
    expect(sumNumbers(["0.1", "0.2"])).toBe("0.3");
    expect(sumNumbers(["9007199254740993.01", "-0.02"])).toBe("9007199254740992.99");
    expect(sumNumbers([])).toBe("0");
    expect(sumNumbers(["-0.05"])).toBe("-0.05");
  });

  it("compare without a float", () => {
    expect(compareNumbers("9007199254740993", "9007199254740992")).toBe(1);
    expect(compareNumbers("-2.5", "-2.50")).toBe(0);
    expect(compareNumbers("-10", "9.99")).toBe(-1);
  });

  it("read dates as dates, not as moments in some time zone", () => {
    expect(formatDate("2026-01-01", "en-GB")).toBe("1 Jan 2026");
  });

  it("are short on an axis", () => {
    expect(formatShort(-1_250_000, "en-US")).toBe("−1.3M");
  });
});
