import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { Button } from "react-aria-components";
import { formatDate, formatFact, formatNumber, formatValue } from "../core/figures";
import type { Fact, Recomputation } from "../core/types";
import { ProblemNote } from "./ProblemNote";
import { useSession } from "./session";

const ROWS_SHOWN = 40;
const ENTRIES_SHOWN = 8;

/** Where a figure comes from, and whether the books still say so. */
export function Receipt({ id, known }: { id: string; known: Fact | undefined }) {
  const { client } = useSession();
  const [asked, setAsked] = useState(false);
  const checked = useQuery({ queryKey: ["fact", id], queryFn: () => client.fact(id), staleTime: 0 });
  const recompute = () => {
    setAsked(true);
    void checked.refetch();
  };
  const fact = known ?? checked.data?.fact;
  return (
    <div className="receipt">
      {checked.isError ? <ProblemNote error={checked.error} /> : null}
      {fact ? <Statement fact={fact} checked={checked.data} /> : null}
      {fact && asked && checked.data && !checked.isFetching ? <Verdict fact={fact} checked={checked.data} /> : null}
      {fact ? (
        <Button className="action" isPending={asked && checked.isFetching} onPress={recompute}>
          {asked && checked.isFetching ? "Reading the books" : "Recompute from the books"}
        </Button>
      ) : null}
    </div>
  );
}

function Statement({ fact, checked }: { fact: Fact; checked: Recomputation | undefined }) {
  return (
    <>
      <p className="receipt-label">{fact.label}</p>
      <p className="receipt-value">{formatFact(fact)}</p>
      <dl className="terms">
        <Term name="As of">{formatDate(fact.as_of, undefined, "long")}</Term>
        <Term name="Company">{fact.company}</Term>
        {fact.party ? <Term name="Party">{fact.party}</Term> : null}
        {fact.period ? <Term name="Period">{fact.period}</Term> : null}
        {fact.basis ? <Term name="Basis">{fact.basis}</Term> : null}
        <Term name="Formula">
          <code>{fact.formula}</code>
          {checked ? <span className="formula-text">{checked.definition}</span> : null}
        </Term>
        {checked?.source ? <Term name="Source">{checked.source}</Term> : null}
      </dl>
      {fact.caveats.map((caveat) => (
        <p key={caveat} className="note">
          {caveat}
        </p>
      ))}
      <Inputs inputs={fact.inputs} currency={fact.currency} />
      <Rows rows={fact.row_ids} />
      <p className="quiet receipt-id">{fact.id}</p>
    </>
  );
}

function Term({ name, children }: { name: string; children: React.ReactNode }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

function Inputs({ inputs, currency }: { inputs: Record<string, unknown>; currency: string | null }) {
  const entries = Object.entries(inputs).filter(([name]) => name !== "asked");
  if (!entries.length) return null;
  return (
    <section>
      <h3 className="block-title">Inputs</h3>
      <dl className="terms terms-figures">
        {entries.map(([name, value]) => (
          <Term key={name} name={name.replaceAll("_", " ")}>
            {Array.isArray(value) && value.some(Array.isArray) && value.length <= ENTRIES_SHOWN
              ? value.map((one, index) => <div key={index}>{inputText(one, null)}</div>)
              : inputText(value, currency)}
          </Term>
        ))}
      </dl>
    </section>
  );
}

/** An input as text: amounts keep their digits, lists say how long they are. */
function inputText(value: unknown, currency: string | null): string {
  if (typeof value === "string") return formatValue(value, /^-?\d+\.\d\d$/.test(value) && currency ? "money" : "count", currency);
  if (Array.isArray(value)) return value.length > ENTRIES_SHOWN ? `${value.length} entries` : value.map((one) => inputText(one, null)).join(", ");
  if (value !== null && typeof value === "object") {
    return Object.entries(value).map(([name, one]) => `${name}: ${inputText(one, null)}`).join("; ");
  }
  return String(value);
}

function Rows({ rows }: { rows: string[] }) {
  if (!rows.length) return null;
  return (
    <details className="rows">
      <summary>{rows.length === 1 ? "1 row" : `${formatNumber(String(rows.length))} rows`} of the books</summary>
      <p>{rows.slice(0, ROWS_SHOWN).join("  ")}{rows.length > ROWS_SHOWN ? ` and ${formatNumber(String(rows.length - ROWS_SHOWN))} more` : ""}</p>
    </details>
  );
}

function Verdict({ fact, checked }: { fact: Fact; checked: Recomputation }) {
  const then = formatValue(checked.then, fact.unit, fact.currency);
  const now = checked.now === null ? "none" : formatValue(checked.now, fact.unit, fact.currency);
  const { why, rows_added: added = [], rows_gone: gone = [] } = checked.changed;
  return (
    <div className={`note ${checked.same ? "note-good" : "note-problem"}`} role="status">
      <strong>{checked.same ? "The books say the same." : "The books have changed."}</strong>
      <p>
        Then {then}, now {now}.{why ? ` ${why}` : ""}
        {added.length ? ` Rows added: ${added.join(", ")}.` : ""}
        {gone.length ? ` Rows gone: ${gone.join(", ")}.` : ""}
      </p>
    </div>
  );
}
