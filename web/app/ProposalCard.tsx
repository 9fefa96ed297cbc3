import { useQuery } from "@tanstack/react-query";
import { Button } from "react-aria-components";
import { formatDate } from "../core/figures";
import type { Proposal, ProposalSummary } from "../core/types";
import { CallBackForm } from "./CallBackForm";
import { ChangeBody } from "./ChangeBody";
import { DecisionForm } from "./DecisionForm";
import { Findings } from "./Findings";
import { OwnProposal } from "./OwnProposal";
import { ProblemNote } from "./ProblemNote";
import { ReleaseForm } from "./ReleaseForm";
import { someoneIn, useRoles } from "./roles";
import { RunBody } from "./RunBody";
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

const KINDS: Record<string, string> = {
  bill_hold: "Hold of a bill",
  bill_release: "Release of a held bill",
  supplier_creation: "New supplier",
  bank_change: "Bank change",
  terms_change: "Payment terms",
  dunning_letter: "Reminder",
  write_off: "Write-off",
  discount_offer: "Early-payment offer",
  policy_change: "Policy",
};

interface Props {
  summary: ProposalSummary;
  /** The body as an answer carried it, shown until the current one has come. */
  known?: Proposal;
  /** In a conversation that waits for the asker's own word. */
  canResume?: boolean;
  resume?: (what: "send" | "drop") => void;
}

/** A proposal: what would be paid or changed, why, and who has to say yes. */
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
  const roles = useRoles(summary.company);
  const run = summary.run_date;
  const account = proposal?.changes?.some((each) => each.field === "account" && each.to !== null);
  return (
    <section className="proposal" aria-label={run ? `Payment proposal for ${formatDate(run)}` : summary.title}>
      <header className="proposal-head">
        <div>
          <p className="eyebrow">{run ? "Payment proposal" : (KINDS[summary.kind ?? ""] ?? "Change")} · {summary.company}</p>
          <p className="proposal-date">{run ? `Run of ${formatDate(run, undefined, "long")}` : summary.title}</p>
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
      {own && current.data && (status === "waiting" || (status === "draft" && !canResume)) ? (
        <OwnProposal proposal={current.data} />
      ) : null}
      {status === "waiting" && !own && account && current.data && roles.includes("vendor_verifier") ? (
        <CallBackForm proposal={current.data} />
      ) : null}
      {["approved", "released"].includes(status) && run && !own && current.data && roles.includes("treasury_releaser") ? (
        <ReleaseForm proposal={current.data} />
      ) : null}
      {/* Nobody decides on what they cannot see: the form comes with the current body. */}
      {status === "waiting" && !own && current.data ? <DecisionForm proposal={current.data} /> : null}
    </section>
  );
}

function Body({ proposal }: { proposal: Proposal }) {
  return (
    <>
      {proposal.run_date ? <RunBody proposal={proposal} /> : <ChangeBody proposal={proposal} />}
      <Findings proposal={proposal} />
      <Digest digest={proposal.digest} />
      <Decisions proposal={proposal} />
    </>
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
      <p className="quiet">An approval names this digest: it stands for exactly what is shown above.</p>
    </details>
  );
}

function Decisions({ proposal }: { proposal: Proposal }) {
  const needs = proposal.needs.map(someoneIn);
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
