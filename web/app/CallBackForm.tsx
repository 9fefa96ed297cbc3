import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { Button, Input, Label, TextField } from "react-aria-components";
import type { Proposal } from "../core/types";
import { CodeField } from "./CodeField";
import { ProblemNote } from "./ProblemNote";
import { useSession } from "./session";

const SOURCES: Record<string, string> = {
  on_file: "On file",
  contract: "Contract",
  earlier_invoice: "Earlier invoice",
  public_register: "Public register",
};

/** A verifier dials a number of ours, never one of the request, and types the account they hear. */
export function CallBackForm({ proposal }: { proposal: Proposal }) {
  const { client } = useSession();
  const queries = useQueryClient();
  const [number, setNumber] = useState("");
  const [spokeWith, setSpokeWith] = useState("");
  const [heard, setHeard] = useState("");
  const [code, setCode] = useState("");
  const call = useMutation({
    mutationFn: (source: string) =>
      client.calledBack(proposal.proposal_id, {
        digest: proposal.digest,
        number: number.trim(),
        number_from: source,
        spoke_with: spokeWith.trim(),
        heard: heard.trim(),
        ...(code.trim() ? { code: code.trim() } : {}),
      }),
    onSettled: () => void queries.invalidateQueries({ queryKey: ["proposals"] }),
  });
  if (call.isSuccess) return <p className="note">Called back: the account agrees. Now it can be approved.</p>;
  const ready = [number, spokeWith, heard].every((text) => text.trim() !== "");
  return (
    <div className="decide">
      {call.isError ? <ProblemNote error={call.error} /> : null}
      <Field label="Number you called" value={number} onChange={setNumber} />
      <Field label="Whom you spoke with" value={spokeWith} onChange={setSpokeWith} />
      <Field label="Account as it was read out to you (compared, not stored)" value={heard} onChange={setHeard} />
      <CodeField value={code} onChange={setCode} />
      <p className="quiet">Where the number stands:</p>
      <div className="proposal-actions">
        {Object.entries(SOURCES).map(([source, words]) => (
          <Button key={source} className="action" isPending={call.isPending} isDisabled={!ready} onPress={() => call.mutate(source)}>
            {words}
          </Button>
        ))}
      </div>
    </div>
  );
}

function Field({ label, value, onChange }: { label: string; value: string; onChange: (text: string) => void }) {
  return (
    <TextField className="comment" value={value} onChange={onChange} autoComplete="off">
      <Label>{label}</Label>
      <Input maxLength={200} />
    </TextField>
  );
}
