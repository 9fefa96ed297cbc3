import { useQuery } from "@tanstack/react-query";
import type { MouseEvent } from "react";
import { Button } from "react-aria-components";
import { formatDate } from "../core/figures";
import { Choice } from "./Choice";
import { begin } from "./place";
import { ThreadsButton } from "./Rail";
import { useSession } from "./session";

/** Whose page this is: company, date of the books, who speaks, and what waits for a decision. */
export function Masthead() {
  const { me, company, chooseCompany } = useSession();
  const companies = me.data?.companies ?? [];
  const reads = companies.some((one) => one.reads);
  return (
    <header className="masthead">
      {reads ? <ThreadsButton /> : null}
      <a className="wordmark" href="#/" aria-label="Working-Capital Copilot, start page" onClick={goHome}>
        <span className="wordmark-long">Working-Capital </span>Copilot
      </a>
      {me.data ? <p className="dateline">Books as of {formatDate(me.data.as_of, undefined, "long")}</p> : null}
      <nav className="masthead-tools" aria-label="Page">
        {reads ? <WaitingLink /> : null}
        <AccessLink />
        {company ? (
          <Choice
            label="Company"
            value={company.code}
            onChange={chooseCompany}
            options={companies.map((one) => ({ id: one.code, name: one.name, hint: `${one.code}, ${one.currency}` }))}
          />
        ) : null}
        <PersonChoice />
      </nav>
    </header>
  );
}

function WaitingLink() {
  const { client, me } = useSession();
  const waiting = useQuery({
    queryKey: ["proposals", "waiting", me.data?.person],
    queryFn: () => client.proposals("waiting"),
    enabled: !!me.data,
  });
  const count = waiting.data?.length ?? 0;
  return (
    <a className="tool-link" href="#/approvals">
      Approvals{count ? <span className="count" aria-label={`, ${count} waiting`}>{count}</span> : null}
    </a>
  );
}

/** For those whose work it is; everybody else reaches it from the approvals. */
function AccessLink() {
  const { company } = useSession();
  const theirs = company?.roles?.some((role) => ["security_admin", "controller_cfo", "auditor"].includes(role));
  return theirs ? (
    <a className="tool-link tool-access" href="#/access">
      Access
    </a>
  ) : null;
}

/** In demo mode anybody may try any sample person; elsewhere the name just stands there. */
function PersonChoice() {
  const { client, me, choosePerson } = useSession();
  const people = useQuery({ queryKey: ["people"], queryFn: client.people, enabled: me.data?.demo === true });
  if (!me.data) return null;
  if (!me.data.demo || !people.data?.length) return <SignedIn name={me.data.name} canLeave={!me.data.demo} />;
  const options = people.data.map((one) => ({ id: one.person, name: one.name, hint: one.person }));
  return <Choice label="Speaking as" value={me.data.person} onChange={choosePerson} options={options} />;
}

function SignedIn({ name, canLeave }: { name: string; canLeave: boolean }) {
  const { signOut } = useSession();
  return (
    <>
      <span className="tool-link">{name}</span>
      {canLeave ? (
        <Button className="action action-quiet" onPress={() => void signOut()}>
          Sign out
        </Button>
      ) : null}
    </>
  );
}

function goHome(event: MouseEvent) {
  event.preventDefault();
  begin();
}
