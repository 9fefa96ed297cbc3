import { formatValue } from "../core/figures";
import type { Proposal } from "../core/types";

/** What a change would change, from what to what, why, and which documents it touches. */
export function ChangeBody({ proposal }: { proposal: Proposal }) {
  return (
    <>
      <p>
        <span className="quiet">Why: </span>“{proposal.reason}”
      </p>
      <About proposal={proposal} />
      <Changes proposal={proposal} />
      <Items proposal={proposal} />
      {proposal.subject?.text ? <blockquote className="letter">{proposal.subject.text}</blockquote> : null}
    </>
  );
}

/** The document or the sum a change is about. */
function About({ proposal }: { proposal: Proposal }) {
  const { number, open, currency, pay_on: payOn, days_early: early } = proposal.subject ?? {};
  const shown: [string, string][] = [];
  if (number && open) shown.push(["Open on it", formatValue(open, "money", currency)]);
  if (payOn) shown.push(["Paid on", `${formatValue(payOn, "date")}, ${early} days before it is due`]);
  if (!number && proposal.total && Number(proposal.total)) shown.push(["Together", formatValue(proposal.total, "money", proposal.currency)]);
  if (!shown.length) return null;
  return (
    <dl className="proposal-figures">
      {shown.map(([label, value]) => (
        <div key={label}>
          <dt>{label}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

/** Fields and codes of a change, as people say them. */
const WORDS: Record<string, string> = {
  hold_code: "Reason code",
  hold_reason: "Held because",
  hold_until: "Held until",
  duplicate_of: "Duplicate of",
  dunning_level: "Reminder level",
  open_amount: "Open amount",
  no_receipt: "goods not received",
  small_difference: "small difference",
  statute_barred: "statute-barred",
};

function Changes({ proposal }: { proposal: Proposal }) {
  return (
    <div className="table-scroll" tabIndex={0} role="region" aria-label="What changes">
      <table className="changes">
        <thead>
          <tr>
            <th scope="col">What</th>
            <th scope="col">From</th>
            <th scope="col">To</th>
          </tr>
        </thead>
        <tbody>
          {changed(proposal).map((each) => (
            <tr key={each.field}>
              <th scope="row">{inWords(each.field)}</th>
              <td>{shown(each.from)}</td>
              <td>{shown(each.to)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** What has a before or an after: a hold without an end says nothing of its end. */
function changed(proposal: Proposal) {
  return (proposal.changes ?? []).filter((each) => each.from !== null || each.to !== null);
}

function Items({ proposal }: { proposal: Proposal }) {
  const items = proposal.subject?.items ?? [];
  if (!items.length) return null;
  return (
    <div className="table-scroll" tabIndex={0} role="region" aria-label="Items of the change">
      <table className="changes">
        <thead>
          <tr>
            <th scope="col">Invoice</th>
            <th scope="col">Due</th>
            <th scope="col" className="cell-money">Open</th>
          </tr>
        </thead>
        <tbody>
          {items.map((each) => (
            <tr key={each.item}>
              <th scope="row">{each.number}</th>
              <td>{formatValue(each.due_date, "date")}</td>
              <td className="cell-money">{formatValue(each.open, "money", proposal.currency)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function inWords(field: string): string {
  const words = WORDS[field] ?? field.replaceAll("_", " ");
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** Numbers and days of a change as people write them; nothing as a dash. */
function shown(value: string | null): string {
  if (value === null) return "–";
  if (WORDS[value]) return WORDS[value];
  return /^\d+\.\d+$/.test(value) ? formatValue(value, "count") : formatValue(value, "text");
}
