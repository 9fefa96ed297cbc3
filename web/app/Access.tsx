import { useQuery } from "@tanstack/react-query";
import { AccessForm } from "./AccessForm";
import { Holders } from "./Holders";
import { ProblemNote } from "./ProblemNote";
import { useRoles } from "./roles";
import { useSession } from "./session";
import { WaitingRole } from "./WaitingRole";

/** The access review: who holds what in a company, what waits for an approval, and who could pay themselves. */
export function Access() {
  const { client, me, company } = useSession();
  const code = company?.code ?? "";
  const mine = useRoles(code);
  const review = useQuery({
    queryKey: ["access", code, me.data?.person],
    queryFn: () => client.access(code),
    enabled: code !== "",
    staleTime: 0,
  });
  const found = review.data;
  const delegable = mine.filter((role) => role !== "security_admin");
  return (
    <section className="approvals access" aria-labelledby="access-title">
      <h1 id="access-title">Access in {company?.name}</h1>
      <p className="lede">
        Roles are asked for by a security admin and approved by a controller or the CFO. Nobody asks for themselves, and
        no two roles that together could pay are held by one person: the database refuses them.
      </p>
      {review.isError ? <ProblemNote error={review.error} /> : null}
      {found ? (
        <>
          {found.findings.length === 0 ? <p className="note note-good">Nobody could pay themselves alone.</p> : null}
          {found.findings.map((each) => (
            <p key={each.person + each.why} className="note note-problem" role="alert">
              <strong>{each.person}</strong> {each.why}
            </p>
          ))}
          {found.waiting.map((held) => (
            <WaitingRole key={held.kind + held.id} held={held} currency={company?.currency ?? ""} company={code} />
          ))}
          <Holders holdings={found.people.filter((held) => held.approved_by)} company={code} currency={company?.currency ?? ""} />
          {mine.includes("security_admin") ? <AccessForm kind="grant" company={code} roles={found.roles} /> : null}
          {delegable.length ? (
            <AccessForm kind="delegation" company={code} roles={found.roles.filter((each) => delegable.includes(each.role))} />
          ) : null}
        </>
      ) : null}
    </section>
  );
}
