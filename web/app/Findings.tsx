import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { Button, Input, Label, TextField } from "react-aria-components";
import type { Finding, Proposal } from "../core/types";
import { CodeField } from "./CodeField";
import { ProblemNote } from "./ProblemNote";
import { useRoles } from "./roles";
import { useSession } from "./session";

/** What the controls found, those first that stop the proposal, and how each was or can be set aside. */
export function Findings({ proposal }: { proposal: Proposal }) {
  const found = proposal.findings ?? [];
  if (!found.length) return null;
  return (
    <section className="findings" aria-label="Findings">
      {found.map((one) => (
        <OneFinding key={one.finding} finding={one} proposal={proposal} />
      ))}
    </section>
  );
}

function OneFinding({ finding, proposal }: { finding: Finding; proposal: Proposal }) {
  const { me } = useSession();
  const roles = useRoles(proposal.company);
  const stops = finding.blocks && !finding.overridden_by;
  const open = ["draft", "waiting", "approved"].includes(proposal.status);
  const mine = proposal.proposed_by !== me.data?.person && finding.may_override.some((role) => roles.includes(role));
  return (
    <div className={stops ? "finding finding-stops" : "finding"}>
      <p>
        <strong>{stops ? "Stops it" : finding.overridden_by ? "Set aside" : "Look at"}</strong> {finding.reason}
        <span className="quiet"> · {finding.score} of 100</span>
      </p>
      {finding.overridden_by ? (
        <p className="quiet">
          {finding.overridden_by}: {inWords(finding.reason_code ?? "")}, “{finding.comment}”
        </p>
      ) : null}
      {stops && open && mine ? <OverrideForm finding={finding} proposal={proposal} /> : null}
      {stops && open && !mine ? <p className="quiet">Set aside by {finding.may_override.map(inWords).join(" or ")}</p> : null}
      {finding.evidence.length ? (
        <details className="rows">
          <summary>Evidence</summary>
          <p className="digest">{finding.evidence.join(", ")}</p>
        </details>
      ) : null}
    </div>
  );
}

function OverrideForm({ finding, proposal }: { finding: Finding; proposal: Proposal }) {
  const { client } = useSession();
  const queries = useQueryClient();
  const [comment, setComment] = useState("");
  const [code, setCode] = useState("");
  const aside = useMutation({
    mutationFn: (reason: string) =>
      client.override(proposal.proposal_id, finding.finding, {
        digest: proposal.digest,
        reason_code: reason,
        comment: comment.trim(),
        ...(code.trim() ? { code: code.trim() } : {}),
      }),
    onSettled: () => void queries.invalidateQueries({ queryKey: ["proposals"] }),
  });
  return (
    <div className="decide">
      {aside.isError ? <ProblemNote error={aside.error} /> : null}
      <TextField className="comment" value={comment} onChange={setComment}>
        <Label>What you checked (stays on record)</Label>
        <Input maxLength={500} />
      </TextField>
      <CodeField value={code} onChange={setCode} />
      <div className="proposal-actions">
        {finding.reason_codes.map((reason) => (
          <Button
            key={reason}
            className="action"
            isPending={aside.isPending}
            isDisabled={comment.trim() === ""}
            onPress={() => aside.mutate(reason)}
          >
            Set aside: {inWords(reason)}
          </Button>
        ))}
      </div>
    </div>
  );
}

function inWords(code: string): string {
  return code.replaceAll("_", " ");
}
