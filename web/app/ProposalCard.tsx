import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { Button } from "react-aria-components";
import { formatDate, formatValue, isNumber, sumNumbers } from "../core/figures";
import type { Proposal, ProposalLine } from "../core/types";
import { DecisionForm } from "./DecisionForm";
import { useSession } from "./session";

const STATES: Record<string, string> = {
  draft: "Not sent yet",
  waiting: "Waiting for approval",
  approved: "Approved",
  declined: "Declined",
  dropped: "Dropped",
  expired: "Expired",
  stale: "Stale: the books have changed",
  executed: "Approved and carried out",
};

const LINES_SHOWN = 8;

interface Props {
  proposal: Proposal;
  /** In a conversation that waits for the asker's own word. */
  canResume?: boolean;
  resume?: (what: "send" | "drop") => void;
}

/** A payment proposal: what would be paid, why, what it is worth, and who has to say yes. */
export function ProposalCard({ proposal: first, canResume = false, resume }: Props) {
  const { client, me } = useSession();
  const current = useQuery({
    queryKey: ["proposals", "one", first.proposal_id, me.data?.person],
    queryFn: () => client.proposal(first.proposal_id),
    staleTime: 0,
  });
  const proposal = { ...first, ...current.data };
  const status = proposal.status ?? "draft";
  const own = proposal.proposed_by === me.data?.person;
  return (
    <section className="proposal" aria-label={`Payment proposal for ${formatDate(proposal.run_date)}`}>
      <header className="proposal-head">
        <div>
          <p className="eyebrow">Payment proposal{proposal.company ? ` · ${proposal.company}` : ""}</p>
          <p className="proposal-date">Run of {formatDate(proposal.run_date, undefined, "long")}</p>
        </div>
        <p className={`state state-${status}`}>{STATES[status] ?? status}</p>
      </header>
      <Figures proposal={proposal} />
      <Lines proposal={proposal} />
      <LeftOut proposal={proposal} />
      <Digest digest={proposal.digest} />
      <Decisions proposal={proposal} />
      {status === "draft" && canResume && resume ? (
        <div className="proposal-actions">
          <Button className="action action-strong" onPress={() => resume("send")}>
            Send for approval
          </Button>
          <Button className="action" onPress={() => resume("drop")}>
            Drop
          </Button>
        </div>
      ) : null}
      {status === "waiting" && own ? (
        <p className="note">You proposed this run, so somebody else has to decide it.</p>
      ) : null}
      {status === "waiting" && !own ? <DecisionForm proposal={proposal} /> : null}
    </section>
  );
}

function Figures({ proposal }: { proposal: Proposal }) {
  const { currency, lines } = proposal;
  const total = proposal.total ?? sumNumbers(lines.map((line) => line.pay_amount).filter(isNumber));
  const discount = sumNumbers(lines.map((line) => line.discount).filter(isNumber));
  const figures: [string, string | null | undefined][] = [
    ["To pay", total],
    ["Discount taken", discount],
    ["Worth against paying when due", proposal.value],
    ["Best possible", proposal.bound],
    ["Gap", proposal.gap],
  ];
  return (
    <dl className="proposal-figures">
      {figures.map(([name, value]) =>
        value === null || value === undefined ? null : (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{formatValue(value, "money", currency)}</dd>
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
        <span className="quiet line-number">{line.number ?? line.item_id}</span>
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

function Digest({ digest }: { digest: string }) {
  return (
    <details className="rows">
      <summary>
        Digest <code>{digest.slice(0, 12)}</code>
      </summary>
      <p>
        <code className="digest">{digest}</code>
      </p>
      <p className="quiet">An approval names this digest: it stands for the payees, accounts, amounts and dates above.</p>
    </details>
  );
}

function Decisions({ proposal }: { proposal: Proposal }) {
  const needs = proposal.needs ?? [];
  return (
    <div className="decisions">
      {(proposal.decisions ?? []).map((one, index) => (
        <p key={index}>
          {one.decision === "approve" ? "Approved" : "Declined"} by {one.person}, {formatDate(one.at)}
          {one.comment ? `: “${one.comment}”` : ""}
        </p>
      ))}
      {needs.length ? <p>Still needs: {needs.map((role) => role.replaceAll("_", " ")).join(", ")}</p> : null}
    </div>
  );
}
