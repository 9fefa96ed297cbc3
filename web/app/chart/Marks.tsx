import { area, line } from "d3-shape";
import type { Chart } from "../../core/types";
import { placesOf, stackAt, strokeOf, valueAt, xScale, yScale, type Box } from "./scales";

interface Props {
  chart: Chart;
  box: Box;
}

type Point = [number, number];

/** The data itself: bars, lines, or a band between P10 and P90 with its middle. */
export function Marks(props: Props) {
  switch (props.chart.kind) {
    case "bar":
    case "stacked_bar":
      return <Bars {...props} />;
    case "band":
      return <Band {...props} />;
    case "line":
      return <Lines {...props} />;
  }
}

function pointsOf({ chart, box }: Props, series: number): Point[] {
  const x = xScale(chart, box);
  const y = yScale(chart, box);
  return x.places.flatMap((place): Point[] => {
    const value = valueAt(chart, series, place);
    return value === null ? [] : [[x.at(place), y(value)]];
  });
}

function Lines({ chart, box }: Props) {
  return (
    <g aria-hidden="true">
      {chart.series.map((series, index) => (
        <path key={series.name} className={`mark-line ${strokeOf(chart, index)}`} d={line<Point>()(pointsOf({ chart, box }, index)) ?? ""} />
      ))}
    </g>
  );
}

function Band({ chart, box }: Props) {
  const find = (name: string) => chart.series.findIndex((series) => series.name.toUpperCase().startsWith(name));
  const [low, high] = [find("P10"), find("P90")];
  if (low < 0 || high < 0) return <Lines chart={chart} box={box} />;
  const lower = pointsOf({ chart, box }, low);
  const upper = pointsOf({ chart, box }, high);
  const both = lower.map(([x, y], index): [number, number, number] => [x, y, upper[index]?.[1] ?? y]);
  const shape = area<[number, number, number]>().x((at) => at[0]).y0((at) => at[1]).y1((at) => at[2]);
  return (
    <g aria-hidden="true">
      <path className="mark-band" d={shape(both) ?? ""} />
      <Lines chart={chart} box={box} />
    </g>
  );
}

function Bars({ chart, box }: Props) {
  const x = xScale(chart, box);
  const y = yScale(chart, box);
  const stacked = chart.kind === "stacked_bar";
  const breadth = stacked ? x.breadth : x.breadth / chart.series.length;
  return (
    <g aria-hidden="true">
      {placesOf(chart).flatMap((place) => {
        const spans = stacked
          ? stackAt(chart, place)
          : chart.series.map((_, index): [number, number] => [0, valueAt(chart, index, place) ?? 0]);
        return spans.map(([from, to], index) => (
          <rect
            key={`${place}/${index}`}
            className={`fill-${index % 6}`}
            x={x.at(place) - x.breadth / 2 + (stacked ? 0 : breadth * index)}
            width={Math.max(1, breadth - (stacked ? 0 : 1))}
            y={Math.min(y(from), y(to))}
            height={Math.max(0.5, Math.abs(y(to) - y(from)))}
          />
        ));
      })}
    </g>
  );
}
