import { formatValue } from "../core/figures";
import type { Proposal } from "../core/types";

/** What a change would change, from what to what, why, and which documents it touches. */
export function ChangeBody({ proposal }: { proposal: Proposal }) {
  return (
    <>
      <p>“{proposal.reason}”</p>
      <Changes proposal={proposal} />
      <Items proposal={proposal} />
      {proposal.subject?.text ? <blockquote className="letter">{proposal.subject.text}</blockquote> : null}
    </>
  );
}

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
          {(proposal.changes ?? []).map((each) => (
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
  const words = field.replaceAll("_", " ");
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** Numbers and days of a change as people write them; nothing as a dash. */
function shown(value: string | null): string {
  if (value === null) return "–";
  return /^\d+\.\d+$/.test(value) ? formatValue(value, "count") : formatValue(value, "text");
}
