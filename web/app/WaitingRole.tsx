import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { Button } from "react-aria-components";
import { formatDate, formatValue } from "../core/figures";
import type { Holding } from "../core/types";
import { CodeField } from "./CodeField";
import { ProblemNote } from "./ProblemNote";
import { roleName, useRoles } from "./roles";
import { useSession } from "./session";

interface Props {
  held: Holding;
  company: string;
  currency: string;
}

/** A role that was asked for and that somebody else has to approve. */
export function WaitingRole({ held, company, currency }: Props) {
  const { client, me } = useSession();
  const queries = useQueryClient();
  const [code, setCode] = useState("");
  const act = useMutation({
    mutationFn: (what: "approve" | "end") =>
      what === "approve" ? client.approveAccess(held, company, code.trim() || undefined) : client.endAccess(held, company),
    onSettled: () => void queries.invalidateQueries({ queryKey: ["access"] }),
  });
  const approver = useRoles(company).includes("controller_cfo");
  const own = me.data?.person === held.requested_by || me.data?.person === held.person;
  const what = held.for ? `${roleName(held.role)} for ${held.for}` : roleName(held.role);
  return (
    <section className="proposal" aria-label={`${held.name}, ${held.person}: ${what}`}>
      <header className="proposal-head">
        <div>
          <p className="eyebrow">{held.for ? "Delegation" : "Role"} · {company}</p>
          <p className="proposal-date">{held.name}: {what}</p>
        </div>
        <p className="state">Waiting for approval</p>
      </header>
      <div className="decisions">
        <p>{held.person}, asked for by {held.requested_by}</p>
        {held.limit ? <p>Up to {formatValue(held.limit, "money", currency)}</p> : null}
        {held.until ? <p>Until the start of {formatDate(held.until)} (UTC)</p> : null}
      </div>
      {act.isError ? <ProblemNote error={act.error} /> : null}
      {approver && !own ? (
        <div className="decide">
          <CodeField value={code} onChange={setCode} />
          <div className="proposal-actions">
            <Button className="action action-strong" isPending={act.isPending} onPress={() => act.mutate("approve")}>
              Approve
            </Button>
            <Button className="action" isPending={act.isPending} onPress={() => act.mutate("end")}>
              Turn down
            </Button>
          </div>
        </div>
      ) : (
        <p className="quiet">A controller or the CFO who has no part in it has to approve it.</p>
      )}
    </section>
  );
}
