import { useQuery } from "@tanstack/react-query";
import { useRef } from "react";
import type { ProposalSummary } from "../core/types";
import { ProblemNote } from "./ProblemNote";
import { ProposalCard } from "./ProposalCard";
import { useSession } from "./session";

/** What waits for somebody's decision. */
export function Approvals() {
  const { client, me } = useSession();
  const releases = me.data?.companies.some((one) => one.roles?.includes("treasury_releaser")) ?? false;
  const waiting = useQuery({
    queryKey: ["proposals", "waiting", me.data?.person, releases],
    queryFn: async () => [
      ...(await client.proposals("waiting")),
      // A draft waits for its proposer's own word.
      ...(await client.proposals("draft")).filter((each) => each.proposed_by === me.data?.person),
      // A run that was approved waits for whoever releases.
      ...(releases ? (await client.proposals("approved")).filter((each) => each.run_date) : []),
    ],
    staleTime: 0,
  });
  // What was decided on this visit stays in view with its outcome.
  const seen = useRef(new Map<string, ProposalSummary>());
  for (const proposal of waiting.data ?? []) seen.current.set(proposal.proposal_id, proposal);
  const shown = [...seen.current.values()];
  return (
    <section className="approvals" aria-labelledby="approvals-title">
      <h1 id="approvals-title">Waiting for a decision</h1>
      <p className="lede">
        An approval counts for exactly what is shown here. If anything in the books changes before it is carried out,
        the proposal is stale and nothing is paid or changed. <a href="#/access">Who may do what</a>
      </p>
      {waiting.isError ? <ProblemNote error={waiting.error} /> : null}
      {waiting.data && shown.length === 0 ? <p className="quiet">Nothing waits.</p> : null}
      {shown.map((proposal) => (
        <ProposalCard key={proposal.proposal_id} summary={proposal} />
      ))}
    </section>
  );
}
