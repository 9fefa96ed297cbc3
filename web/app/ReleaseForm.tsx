import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useRef, useState } from "react";
import { Button, Input, Label, TextField } from "react-aria-components";
import { freshKey } from "../core/client";
import type { Proposal, RunFile } from "../core/types";
import { CodeField } from "./CodeField";
import { ProblemNote } from "./ProblemNote";
import { useSession } from "./session";

/** A third person hands an approved run out: its files are saved, then said to stand where they belong. */
export function ReleaseForm({ proposal }: { proposal: Proposal }) {
  const { client } = useSession();
  const queries = useQueryClient();
  const [code, setCode] = useState("");
  const [lock, setLock] = useState("");
  const key = useRef(freshKey());
  const renew = () => void queries.invalidateQueries({ queryKey: ["proposals"] });
  const release = useMutation({
    mutationFn: () => {
      const proof = code.trim() ? { code: code.trim() } : {};
      return client.release(proposal.proposal_id, { ...proof, ...(lock.trim() ? { erp_lock: lock.trim() } : {}) }, key.current);
    },
    onSuccess: (files) => files.forEach(save),
    onError: renew,
  });
  const written = useMutation({
    mutationFn: async (files: RunFile[]) => {
      for (const file of files) await client.written(proposal.proposal_id, file);
    },
    onSettled: renew,
  });
  const files = release.data;
  return (
    <div className="decide">
      {release.isError ? <ProblemNote error={release.error} /> : null}
      {written.isError ? <ProblemNote error={written.error} /> : null}
      {files ? (
        <>
          <p>Saved as {files.map((file) => file.name).join(", ")}</p>
          <div className="proposal-actions">
            <Button className="action action-strong" isPending={written.isPending} onPress={() => written.mutate(files)}>
              The files stand where they belong
            </Button>
          </div>
        </>
      ) : (
        <>
          <TextField className="comment" value={lock} onChange={setLock}>
            <Label>Lock set in the ledger (only for what we pay ourselves)</Label>
            <Input maxLength={200} />
          </TextField>
          <CodeField value={code} onChange={setCode} />
          <div className="proposal-actions">
            <Button className="action action-strong" isPending={release.isPending} onPress={() => release.mutate()}>
              Release
            </Button>
          </div>
        </>
      )}
    </div>
  );
}

function save(file: RunFile): void {
  const address = URL.createObjectURL(new Blob([file.content], { type: "application/octet-stream" }));
  const link = document.createElement("a");
  link.href = address;
  link.download = file.name;
  link.click();
  URL.revokeObjectURL(address);
}
