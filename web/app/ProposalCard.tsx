import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { Button } from "react-aria-components";
import { formatDate, formatValue, isNumber, sumNumbers } from "../core/figures";
import type { Proposal, ProposalLine, ProposalSummary, Unit } from "../core/types";
import { DecisionForm } from "./DecisionForm";
import { ProblemNote } from "./ProblemNote";
import { useSession } from "./session";

const STATES: Record<string, string> = {
  draft: "Not sent yet",
  waiting: "Waiting for approval",
  approved: "Approved",
  declined: "Declined",
  recalled: "Withdrawn",
  expired: "Expired",
  stale: "Stale: the books have changed",
  released: "Released to the bank's file",
  sent: "Sent to the bank",
  silent: "Sent, no word from the bank",
  confirmed: "Confirmed by the bank",
  failed: "Refused by the bank",
};

const LINES_SHOWN = 8;

const ROLES: Record<string, string> = {
  ap_clerk: "an AP clerk",
  ap_approver: "an AP approver",
  ap_manager: "an AP manager",
  controller_cfo: "a controller or the CFO",
  treasury_releaser: "a treasury releaser",
};

interface Props {
  summary: ProposalSummary;
  /** The body as an answer carried it, shown until the current one has come. */
  known?: Proposal;
  /** In a conversation that waits for the asker's own word. */
  canResume?: boolean;
  resume?: (what: "send" | "drop") => void;
}

/** A payment proposal: what would be paid, why, what it is worth, and who has to say yes. */
export function ProposalCard({ summary, known, canResume = false, resume }: Props) {
  const { client, me } = useSession();
  const current = useQuery({
    queryKey: ["proposals", "one", summary.proposal_id, me.data?.person],
    queryFn: () => client.proposal(summary.proposal_id),
    staleTime: 0,
  });
  const proposal = current.data ?? known;
  const { status } = proposal ?? summary;
  const own = summary.proposed_by === me.data?.person;
  return (
    <section className="proposal" aria-label={`Payment proposal for ${formatDate(summary.run_date)}`}>
      <header className="proposal-head">
        <div>
          <p className="eyebrow">Payment proposal · {summary.company}</p>
          <p className="proposal-date">Run of {formatDate(summary.run_date, undefined, "long")}</p>
        </div>
        <p className={`state state-${status}`}>{STATES[status] ?? status}</p>
      </header>
      {current.isError ? <ProblemNote error={current.error} /> : null}
      {proposal ? <Body proposal={proposal} /> : null}
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
      {/* Nobody decides on what they cannot see: the form comes with the current body. */}
      {status === "waiting" && !own && current.data ? <DecisionForm proposal={current.data} /> : null}
    </section>
  );
}

function Body({ proposal }: { proposal: Proposal }) {
  return (
    <>
      <Figures proposal={proposal} />
      <Lines proposal={proposal} />
      <LeftOut proposal={proposal} />
      <Digest digest={proposal.digest} />
      <Decisions proposal={proposal} />
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
  const needs = proposal.needs.map((role) => ROLES[role] ?? role.replaceAll("_", " "));
  return (
    <div className="decisions">
      <p>Proposed by {proposal.proposed_by_name ?? proposal.proposed_by}</p>
      {proposal.decisions.map((one, index) => (
        <p key={index}>
          {one.decision === "approve" ? "Approved" : "Declined"} by {one.name ?? one.person}, {formatDate(one.at)}
          {one.comment ? `: “${one.comment}”` : ""}
        </p>
      ))}
      {needs.length ? <p>Still needs {needs.join(" and ")}</p> : null}
      {proposal.status === "waiting" && proposal.expires_at ? <p>To be decided by {formatDate(proposal.expires_at)}</p> : null}
      {proposal.why_closed ? <p>{proposal.why_closed}</p> : null}
    </div>
  );
}
