import { scaleBand, scaleLinear, scalePoint, scaleUtc } from "d3-scale";
import { isDate } from "../../core/figures";
import type { Chart } from "../../core/types";

export interface Box {
  width: number;
  height: number;
  left: number;
  right: number;
  top: number;
  bottom: number;
}

const BAR_AT_MOST = 72;

/** The class a series is drawn with: the edges of a band and a limit stand back behind what is measured. */
export function strokeOf(chart: Chart, series: number): string {
  const name = chart.series[series]?.name ?? "";
  if (chart.kind === "band" && /^p(10|90)\b/i.test(name)) return "stroke-edge";
  if (chart.kind === "band" && /^p50\b/i.test(name)) return "stroke-0";
  if (/^(floor|limit|mindest)/i.test(name)) return "stroke-limit";
  return `stroke-${series % 6}`;
}

/** Every place on the x axis once, in the order it comes. */
export const placesOf = (chart: Chart): string[] => [...new Set(chart.series.flatMap((series) => series.x))];

/** Chart values become floats here and only here: a pixel needs no cents. */
export const valueAt = (chart: Chart, series: number, place: string): number | null => {
  const one = chart.series[series];
  const index = one ? one.x.indexOf(place) : -1;
  const text = index < 0 ? undefined : one?.y[index];
  return text === undefined || text === "" ? null : Number(text);
};

/** Stacks of one place: [from, to] per series; what is negative grows downwards. */
export function stackAt(chart: Chart, place: string): [number, number][] {
  let up = 0;
  let down = 0;
  return chart.series.map((_, index) => {
    const value = valueAt(chart, index, place) ?? 0;
    const from = value < 0 ? down : up;
    if (value < 0) down += value;
    else up += value;
    return [from, from + value];
  });
}

/** Where values stand on the y axis; bars and money start at nothing unless all values are far from it. */
export function yScale(chart: Chart, box: Box) {
  const places = placesOf(chart);
  const values = chart.kind === "stacked_bar"
    ? places.flatMap((place) => stackAt(chart, place).flat())
    : chart.series.flatMap((series) => series.y.map(Number)).filter(Number.isFinite);
  const low = Math.min(...values);
  const high = Math.max(...values);
  const far = (chart.kind === "line" || chart.kind === "band") && low > 0 && low > (high - low) * 1.5;
  const from = far ? low - (high - low) * 0.15 : Math.min(0, low);
  return scaleLinear().domain([from, Math.max(high, from + 1e-9)]).nice(5).range([box.height - box.bottom, box.top]);
}

/** The middle of each place on the x axis, its breadth for bars, and which places get a label. */
export function xScale(chart: Chart, box: Box) {
  const places = placesOf(chart);
  const range: [number, number] = [box.left, box.width - box.right];
  const dates = places.every(isDate);
  if (chart.kind === "bar" || chart.kind === "stacked_bar") {
    const band = scaleBand<string>().domain(places).range(range).paddingInner(0.28).paddingOuter(0.14);
    const breadth = Math.min(BAR_AT_MOST, band.bandwidth());
    return { at: (place: string) => (band(place) ?? 0) + band.bandwidth() / 2, breadth, places, dates };
  }
  if (dates && places.length > 1) {
    const sorted = [...places].sort();
    const time = scaleUtc([new Date(sorted[0] as string), new Date(sorted.at(-1) as string)], range);
    return { at: (place: string) => time(new Date(place)), breadth: 0, places: sorted, dates };
  }
  const point = scalePoint<string>().domain(places).range(range).padding(0.2);
  return { at: (place: string) => point(place) ?? 0, breadth: 0, places, dates };
}

/** Every n-th place, so that labels of this width do not touch. */
export function labelled(places: string[], width: number, labelWidth: number): Set<string> {
  const step = Math.max(1, Math.ceil((places.length * labelWidth) / Math.max(1, width)));
  return new Set(places.filter((_, index) => index % step === 0));
}
