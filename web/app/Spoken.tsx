import { useRef } from "react";
import { plainText } from "../core/markdown";
import type { Turn } from "./conversation";

/** What a screen reader hears while an answer grows: each sentence once, then that it is complete. */
export function Spoken({ turn }: { turn: Turn | undefined }) {
  const started = useRef(new Set<number>());
  // A stored conversation is read by the reader, not announced.
  if (turn && !turn.answer) started.current.add(turn.key);
  if (!turn || !started.current.has(turn.key)) return <div className="unseen" aria-live="polite" />;
  const sentences = turn.said.split(/(?<=[.!?:])\s+|\n+/).filter(Boolean);
  return (
    <div className="unseen" aria-live="polite" aria-atomic="false">
      <p>{turn.doing}</p>
      {sentences.map((sentence, index) => (
        <p key={index}>{plainText(sentence)}</p>
      ))}
      {turn.answer && !turn.said ? <p>{plainText(turn.answer.answer)}</p> : null}
      {turn.answer ? <p>Answer complete.</p> : null}
    </div>
  );
}
