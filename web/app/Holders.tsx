import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { Button } from "react-aria-components";
import { formatDate, formatValue } from "../core/figures";
import type { Holding } from "../core/types";
import { ProblemNote } from "./ProblemNote";
import { roleName, useRoles } from "./roles";
import { useSession } from "./session";

interface Props {
  holdings: Holding[];
  company: string;
  currency: string;
}

/** Everybody with their roles in force; who may end one sees the button. */
export function Holders({ holdings, company, currency }: Props) {
  const { client, me } = useSession();
  const queries = useQueryClient();
  const end = useMutation({
    mutationFn: (held: Holding) => client.endAccess(held, company),
    onSettled: () => void queries.invalidateQueries({ queryKey: ["access"] }),
  });
  const keeper = useRoles(company).some((role) => role === "security_admin" || role === "controller_cfo");
  const mayEnd = (held: Holding) =>
    keeper || (held.kind === "delegation" && [held.person, held.for].includes(me.data?.person ?? ""));
  return (
    <section className="table-block" aria-label="Roles in force">
      {end.isError ? <ProblemNote error={end.error} /> : null}
      <div className="table-scroll" tabIndex={0} role="region" aria-label="Roles in force, scrollable">
        <table>
          <caption>Roles in force</caption>
          <thead>
            <tr>
              <th scope="col">Person</th>
              <th scope="col">Role</th>
              <th scope="col" className="cell-money">Limit</th>
              <th scope="col">Until</th>
              <th scope="col">Approved by</th>
              <th scope="col">
                <span className="unseen">End it</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {holdings.map((held) => (
              <tr key={held.kind + held.id}>
                <td>
                  {held.name}
                  <span className="line-number quiet">{held.person}</span>
                </td>
                <td>
                  {roleName(held.role)}
                  {held.for ? <span className="line-number quiet">for {held.for}</span> : null}
                </td>
                <td className="cell-money">{held.limit ? formatValue(held.limit, "money", currency) : ""}</td>
                <td>{held.until ? formatDate(held.until) : ""}</td>
                <td>{held.approved_by}</td>
                <td>
                  {mayEnd(held) ? (
                    <EndButton what={`${roleName(held.role)} of ${held.name}`} isPending={end.isPending} end={() => end.mutate(held)} />
                  ) : null}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}

/** Two presses: a role that ended has to be asked for and approved anew. */
function EndButton({ what, isPending, end }: { what: string; isPending: boolean; end: () => void }) {
  const [sure, setSure] = useState(false);
  return (
    <Button
      className="action action-quiet"
      aria-label={`${sure ? "End now" : "End"} ${what}`}
      isPending={isPending}
      onPress={() => (sure ? end() : setSure(true))}
      onBlur={() => setSure(false)}
    >
      {sure ? "End now" : "End"}
    </Button>
  );
}
