import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Button } from "react-aria-components";
import type { Proposal } from "../core/types";
import { ProblemNote } from "./ProblemNote";
import { useSession } from "./session";

/** What its proposer may do with it: send a draft, take back what nobody has decided yet. For exactly the body they see. */
export function OwnProposal({ proposal }: { proposal: Proposal }) {
  const { client } = useSession();
  const queries = useQueryClient();
  const act = useMutation({
    mutationFn: (what: "submit" | "recall") => client[what](proposal.proposal_id, proposal.digest),
    onSettled: () => void queries.invalidateQueries({ queryKey: ["proposals"] }),
  });
  const draft = proposal.status === "draft";
  return (
    <>
      {draft ? null : <p className="note">You proposed this, so somebody else has to decide it.</p>}
      {act.isError ? <ProblemNote error={act.error} /> : null}
      <div className="proposal-actions">
        {draft ? (
          <Button className="action action-strong" isPending={act.isPending} onPress={() => act.mutate("submit")}>
            Send for approval
          </Button>
        ) : null}
        <Button className="action" isPending={act.isPending} onPress={() => act.mutate("recall")}>
          {draft ? "Drop" : "Take it back"}
        </Button>
      </div>
    </>
  );
}
