import type { MouseEvent } from "react";
import { Access } from "./Access";
import { Approvals } from "./Approvals";
import { ConversationView } from "./ConversationView";
import { DetailsProvider } from "./details";
import { Entrance } from "./Entrance";
import { Masthead } from "./Masthead";
import { usePlace } from "./place";
import { ProblemNote } from "./ProblemNote";
import { Problem } from "../core/problem";
import { Rail } from "./Rail";
import { useSession } from "./session";

/** The page: masthead, the list of conversations beside it, and one of three views. */
export function App() {
  const { me, person } = useSession();
  const place = usePlace();
  const signedOut = me.isError && Problem.from(me.error).status === 401;
  // A security admin reads no books: their page is the access review.
  const reads = me.data?.companies.some((one) => one.reads) ?? true;
  const view = reads ? place.view : "access";
  const thread = place.view === "conversation" ? place.thread : null;
  return (
    <DetailsProvider key={person}>
      <a className="skip" href="#main" onClick={skipToMain}>
        Skip to the conversation
      </a>
      <div className="frame">
        <Masthead />
        {reads ? <Rail thread={thread} /> : null}
        <main id="main" tabIndex={-1}>
          {me.isError && signedOut ? <Entrance /> : null}
          {me.isError && !signedOut ? <ProblemNote error={me.error} /> : null}
          {me.data && !signedOut && view === "approvals" ? <Approvals /> : null}
          {me.data && !signedOut && view === "access" ? <Access /> : null}
          {me.data && !signedOut && view === "conversation" ? (
            <ConversationView key={`${person}/${place.visit}`} thread={thread} />
          ) : null}
        </main>
      </div>
    </DetailsProvider>
  );
}

/** Move the focus without touching the address, which says where we are. */
function skipToMain(event: MouseEvent) {
  event.preventDefault();
  document.getElementById("main")?.focus();
}
