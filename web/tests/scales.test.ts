import { describe, expect, it } from "vitest";
import { labelled, stackAt, strokeOf, xScale, yScale, type Box } from "../app/chart/scales";
import type { Chart } from "../core/types";

const BOX: Box = { width: 600, height: 264, left: 8, right: 56, top: 14, bottom: 28 };
const chart = (kind: Chart["kind"], ...series: [string, string[], string[]][]): Chart => ({
  title: "t", kind, series: series.map(([name, x, y]) => ({ name, x, y })),
});

describe("a chart's scales", () => {
  it("stack what is negative downwards", () => {
    const one = chart("stacked_bar", ["a", ["x"], ["10"]], ["b", ["x"], ["-4"]], ["c", ["x"], ["5"]]);
    expect(stackAt(one, "x")).toEqual([[0, 10], [0, -4], [10, 15]]);
    const [low, high] = yScale(one, BOX).domain() as [number, number];
    expect(low).toBeLessThanOrEqual(-4);
    expect(high).toBeGreaterThanOrEqual(15);
  });

  it("start bars at nothing", () => {
    expect(yScale(chart("bar", ["DSO", ["Jan", "Feb"], ["44", "41"]]), BOX).domain()[0]).toBe(0);
  });

  it("hold a chart of one value and one of none but zeros", () => {
    expect(Number.isFinite(yScale(chart("line", ["a", ["x"], ["5"]]), BOX)(5))).toBe(true);
    expect(Number.isFinite(yScale(chart("bar", ["a", ["x"], ["0"]]), BOX)(0))).toBe(true);
  });

  it("put days where they fall, not one beside the other", () => {
    const x = xScale(chart("line", ["a", ["2026-07-01", "2026-07-02", "2026-07-11"], ["1", "2", "3"]]), BOX);
    expect(x.at("2026-07-11") - x.at("2026-07-02")).toBeCloseTo(9 * (x.at("2026-07-02") - x.at("2026-07-01")));
  });

  it("label only as many places as there is room for", () => {
    expect([...labelled(["a", "b", "c", "d"], 100, 50)]).toEqual(["a", "c"]);
  });

  it("draw a floor as a limit and P10 as an edge", () => {
    const band = chart("band", ["P10", [], []], ["Floor", [], []], ["P50", [], []]);
    expect([0, 1, 2].map((index) => strokeOf(band, index))).toEqual(["stroke-edge", "stroke-limit", "stroke-0"]);
  });
});
