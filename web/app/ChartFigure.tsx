import { lazy, Suspense, useId, useState } from "react";
import { Button } from "react-aria-components";
import { formatValue, isDate, formatDate } from "../core/figures";
import type { Chart } from "../core/types";

const Drawing = lazy(() => import("./chart/Drawing"));

/** A chart, and the same figures as a table for whoever would rather read them. */
export function ChartFigure({ chart }: { chart: Chart }) {
  const [asTable, setAsTable] = useState(false);
  const title = useId();
  const unit = chart.unit === "money" || chart.unit === undefined ? (chart.currency ?? "") : chart.unit;
  return (
    <figure className="chart" aria-labelledby={title}>
      <figcaption>
        <span id={title} className="block-title">
          {chart.title}
          {unit ? <span className="chart-unit"> {unit}</span> : null}
        </span>
        <Button className="action action-quiet" aria-pressed={asTable} onPress={() => setAsTable(!asTable)}>
          {asTable ? "Show as chart" : "Show as table"}
        </Button>
      </figcaption>
      {asTable ? (
        <ChartTable chart={chart} />
      ) : (
        <Suspense fallback={<div className="chart-space" />}>
          <Drawing chart={chart} />
        </Suspense>
      )}
    </figure>
  );
}

function ChartTable({ chart }: { chart: Chart }) {
  const places = [...new Set(chart.series.flatMap((series) => series.x))];
  return (
    <div className="table-scroll" tabIndex={0} role="region" aria-label={`${chart.title}, as a table`}>
      <table>
        <thead>
          <tr>
            <th scope="col">{places.every(isDate) ? "Date" : ""}</th>
            {chart.series.map((series) => (
              <th key={series.name} scope="col" className="cell-money">
                {series.name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {places.map((place) => (
            <tr key={place}>
              <th scope="row">{isDate(place) ? formatDate(place) : place}</th>
              {chart.series.map((series) => {
                const value = series.y[series.x.indexOf(place)];
                return (
                  <td key={series.name} className="cell-money">
                    {value === undefined ? "" : formatValue(value, "count")}
                  </td>
                );
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
