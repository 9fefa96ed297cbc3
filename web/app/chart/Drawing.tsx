import { useEffect, useRef, useState } from "react";
import { formatDate, formatShort, formatValue, isDate } from "../../core/figures";
import type { Chart } from "../../core/types";
import { Marks } from "./Marks";
import { labelled, strokeOf, xScale, yScale, type Box } from "./scales";

const HEIGHT = 264;

const shortDate = (place: string): string =>
  new Intl.DateTimeFormat(undefined, { day: "numeric", month: "short", timeZone: "UTC" }).format(new Date(place));

/** One sentence for whoever does not see the lines. */
function summary(chart: Chart): string {
  const lines = chart.series.map((series) => {
    const first = series.y[0] ?? "";
    const last = series.y.at(-1) ?? "";
    const unit = chart.unit ?? "money";
    return `${series.name}: from ${formatValue(first, unit, chart.currency)} to ${formatValue(last, unit, chart.currency)}`;
  });
  return `${chart.title}. ${lines.join(". ")}. The table holds every figure.`;
}

/** The chart as SVG at the width it has. Arrow keys walk through its places, as the pointer does. */
export default function Drawing({ chart }: { chart: Chart }) {
  const place = useRef<HTMLDivElement>(null);
  const [width, setWidth] = useState(0);
  const [focus, setFocus] = useState<number | null>(null);
  useEffect(() => {
    const observer = new ResizeObserver(([entry]) => setWidth(Math.floor(entry?.contentRect.width ?? 0)));
    if (place.current) observer.observe(place.current);
    return () => observer.disconnect();
  }, []);
  const box: Box = { width, height: HEIGHT, left: 8, right: 56, top: 14, bottom: 28 };
  const x = xScale(chart, box);
  const walk = (step: number) => setFocus((at) => Math.min(x.places.length - 1, Math.max(0, (at ?? (step > 0 ? -1 : x.places.length)) + step)));
  const nearest = (offset: number) => {
    const far = x.places.map((one) => Math.abs(x.at(one) - offset));
    setFocus(far.indexOf(Math.min(...far)));
  };
  return (
    <div ref={place} className="chart-space">
      <Legend chart={chart} place={focus === null ? null : (x.places[focus] ?? null)} />
      {width ? (
        <svg
          role="img"
          tabIndex={0}
          aria-label={summary(chart)}
          width={width}
          height={HEIGHT}
          onPointerMove={(event) => nearest(event.clientX - event.currentTarget.getBoundingClientRect().left)}
          onPointerLeave={() => setFocus(null)}
          onBlur={() => setFocus(null)}
          onKeyDown={(event) => {
            if (event.key !== "ArrowLeft" && event.key !== "ArrowRight") return;
            event.preventDefault();
            walk(event.key === "ArrowRight" ? 1 : -1);
          }}
        >
          <Axes chart={chart} box={box} />
          {focus !== null && x.places[focus] ? (
            <line className="chart-cross" x1={x.at(x.places[focus])} x2={x.at(x.places[focus])} y1={box.top} y2={HEIGHT - box.bottom} />
          ) : null}
          <Marks chart={chart} box={box} />
        </svg>
      ) : null}
    </div>
  );
}

/** Names of the lines; at a place, what each one is there. */
function Legend({ chart, place }: { chart: Chart; place: string | null }) {
  return (
    <div className="legend" aria-live="polite">
      {place ? <span className="legend-place">{isDate(place) ? formatDate(place) : place}</span> : null}
      {chart.series.map((series, index) => {
        const value = place === null ? undefined : series.y[series.x.indexOf(place)];
        return (
          <span key={series.name} className="legend-item">
            <svg aria-hidden="true" width="14" height="8">
              <line className={strokeOf(chart, index)} x1="0" x2="14" y1="4" y2="4" />
            </svg>
            {series.name}
            {value === undefined ? null : <b>{formatValue(value, "count")}</b>}
          </span>
        );
      })}
    </div>
  );
}

function Axes({ chart, box }: { chart: Chart; box: Box }) {
  const x = xScale(chart, box);
  const y = yScale(chart, box);
  const longest = Math.max(...x.places.map((one) => (x.dates ? 6 : one.length)));
  const shown = labelled(x.places, box.width - box.left - box.right, longest * 6.6 + 14);
  return (
    <g aria-hidden="true" className="axes">
      {y.ticks(5).map((tick) => (
        <g key={tick}>
          <line className={tick === 0 ? "axis-zero" : "axis-line"} x1={box.left} x2={box.width - box.right} y1={y(tick)} y2={y(tick)} />
          <text x={box.width - box.right + 8} y={y(tick)} dy="0.32em">
            {formatShort(tick)}
          </text>
        </g>
      ))}
      {x.places.filter((one) => shown.has(one)).map((one) => (
        <text key={one} className="axis-place" x={x.at(one)} y={box.height - 8}>
          {x.dates ? shortDate(one) : one}
        </text>
      ))}
    </g>
  );
}
