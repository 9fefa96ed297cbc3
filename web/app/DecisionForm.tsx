import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useRef, useState } from "react";
import { Button, Input, Label, TextField } from "react-aria-components";
import { freshKey } from "../core/client";
import type { Proposal } from "../core/types";
import { CodeField } from "./CodeField";
import { ProblemNote } from "./ProblemNote";
import { useSession } from "./session";

/** Another person's yes or no, given for the digest they see. The server decides whether they may. */
export function DecisionForm({ proposal }: { proposal: Proposal }) {
  const { client } = useSession();
  const queries = useQueryClient();
  const [comment, setComment] = useState("");
  const [code, setCode] = useState("");
  const keys = useRef(new Map<string, string>());
  const decide = useMutation({
    mutationFn: (decision: "approve" | "decline") => {
      const body = { decision, digest: proposal.digest, ...(comment.trim() ? { comment: comment.trim() } : {}) };
      const proof = decision === "approve" && code.trim() ? { code: code.trim() } : {};
      // A second press of the same button is the same request, not a second effect.
      const said = JSON.stringify(body);
      const key = keys.current.get(said) ?? freshKey();
      keys.current.set(said, key);
      return client.decide(proposal.proposal_id, { ...body, ...proof }, key);
    },
    onSettled: () => void queries.invalidateQueries({ queryKey: ["proposals"] }),
  });
  const needsComment = comment.trim() === "";
  return (
    <div className="decide">
      {decide.isError ? <ProblemNote error={decide.error} /> : null}
      <TextField className="comment" value={comment} onChange={setComment}>
        <Label>Comment (needed to decline)</Label>
        <Input maxLength={500} />
      </TextField>
      <CodeField value={code} onChange={setCode} />
      <div className="proposal-actions">
        <Button className="action action-strong" isPending={decide.isPending} onPress={() => decide.mutate("approve")}>
          Approve
        </Button>
        <Button className="action" isPending={decide.isPending} isDisabled={needsComment} onPress={() => decide.mutate("decline")}>
          Decline
        </Button>
      </div>
    </div>
  );
}
