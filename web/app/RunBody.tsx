import { useState } from "react";
import { Button } from "react-aria-components";
import { formatValue, isNumber, sumNumbers } from "../core/figures";
import type { Proposal, ProposalLine, Unit } from "../core/types";

const LINES_SHOWN = 8;

/** What a payment run would pay, why each line now, what it is worth, and what it leaves out. */
export function RunBody({ proposal }: { proposal: Proposal }) {
  return (
    <>
      <Figures proposal={proposal} />
      <Lines proposal={proposal} />
      <LeftOut proposal={proposal} />
    </>
  );
}

function Figures({ proposal }: { proposal: Proposal }) {
  const { currency, lines } = proposal;
  const discount = sumNumbers(lines.map((line) => line.discount).filter(isNumber));
  // What a plan is worth is told for all runs it looks at; the gap to the best possible one is in per cent.
  const figures: [string, string | null | undefined, Unit][] = [
    ["To pay", proposal.total, "money"],
    ["Discount taken", discount, "money"],
    ["Worth against paying when due", proposal.value, "money"],
    ["No plan is worth more than", proposal.bound, "money"],
    ["Gap", proposal.gap, "percent"],
  ];
  return (
    <dl className="proposal-figures">
      {figures.map(([name, value, unit]) =>
        value === null || value === undefined ? null : (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{formatValue(value, unit, currency)}</dd>
          </div>
        ),
      )}
    </dl>
  );
}

function Lines({ proposal }: { proposal: Proposal }) {
  const [all, setAll] = useState(proposal.lines.length <= LINES_SHOWN + 2);
  const lines = all ? proposal.lines : proposal.lines.slice(0, LINES_SHOWN);
  return (
    <>
      <div className="table-scroll" tabIndex={0} role="region" aria-label="Lines of the proposal">
        <table>
          <thead>
            <tr>
              <th scope="col">Payee</th>
              <th scope="col" className="cell-money">Amount</th>
              <th scope="col" className="cell-money">Discount</th>
              <th scope="col" className="cell-money">Pay</th>
              <th scope="col">Why now</th>
            </tr>
          </thead>
          <tbody>
            {lines.map((line) => (
              <LineRow key={line.item_id} line={line} />
            ))}
          </tbody>
        </table>
      </div>
      {all ? null : (
        <Button className="action action-quiet" onPress={() => setAll(true)}>
          Show all {proposal.lines.length} lines
        </Button>
      )}
    </>
  );
}

function LineRow({ line }: { line: ProposalLine }) {
  return (
    <tr>
      <th scope="row">
        {line.party}
        <span className="quiet line-number">
          {line.number ?? line.item_id}
          {line.account ? `, to ${line.account}` : ""}
        </span>
      </th>
      <td className="cell-money">{formatValue(line.amount, "count")}</td>
      <td className="cell-money">{formatValue(line.discount, "count")}</td>
      <td className="cell-money">{formatValue(line.pay_amount, "count")}</td>
      <td className="cell-why">{line.reason}</td>
    </tr>
  );
}

function LeftOut({ proposal }: { proposal: Proposal }) {
  const left = proposal.left_out ?? [];
  if (!left.length) return null;
  return (
    <details className="rows">
      <summary>{left.length === 1 ? "1 bill" : `${left.length} bills`} left out</summary>
      <ul>
        {left.slice(0, 60).map((one) => (
          <li key={one.item_id}>
            {one.party ?? one.item_id}: {one.why}
          </li>
        ))}
      </ul>
    </details>
  );
}
