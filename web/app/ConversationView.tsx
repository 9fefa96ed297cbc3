import { useQuery } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import { Composer } from "./Composer";
import { useConversation } from "./conversation";
import { FirstPage } from "./FirstPage";
import { ProblemNote } from "./ProblemNote";
import { useSession } from "./session";
import { Spoken } from "./Spoken";
import { TurnView } from "./TurnView";

/** A conversation: a stored one when it was opened by name, else one that begins here. */
export function ConversationView({ thread }: { thread: string | null }) {
  const { client, me } = useSession();
  const [opened] = useState(thread);
  const stored = useQuery({
    queryKey: ["thread", me.data?.person, opened],
    queryFn: () => client.thread(opened as string),
    enabled: opened !== null,
    staleTime: 0,
    gcTime: 0,
  });
  const { turns, busy, ask, resume, stop } = useConversation(opened, stored.data);
  const last = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (busy) last.current?.scrollIntoView({ block: "start" });
  }, [turns.length, busy]);
  return (
    <div className="conversation">
      {turns.length === 0 && opened === null ? <FirstPage ask={ask} /> : <h1 className="unseen">Conversation</h1>}
      {stored.isError ? <ProblemNote error={stored.error} /> : null}
      {turns.map((turn, index) => {
        const newest = index === turns.length - 1;
        return (
          <div key={turn.key} ref={newest ? last : null} className={newest ? "turn-place newest" : "turn-place"}>
            <TurnView turn={turn} isLast={newest && !busy} ask={ask} resume={resume} />
          </div>
        );
      })}
      <Spoken turn={turns.at(-1)} />
      <Composer busy={busy} ask={ask} stop={stop} />
    </div>
  );
}
