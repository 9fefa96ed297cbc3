import { AnswerView } from "./AnswerView";
import type { Turn } from "./conversation";
import { ProblemNote } from "./ProblemNote";
import { Prose } from "./Prose";

interface Props {
  turn: Turn;
  isLast: boolean;
  ask: (question: string) => void;
  resume: (what: "send" | "drop") => void;
}

/** One question and what came of it. */
export function TurnView({ turn, isLast, ask, resume }: Props) {
  const waiting = !turn.answer && !turn.problem && !turn.stopped;
  return (
    <article className="turn" aria-busy={waiting}>
      <h2 className="question">{turn.question}</h2>
      {turn.answer ? (
        <AnswerView answer={turn.answer} isLast={isLast} ask={ask} resume={resume} />
      ) : (
        <>
          <Prose text={turn.said} facts={[]} />
          {waiting ? <p className="doing">{turn.doing || "Reading the books"}</p> : null}
        </>
      )}
      {turn.stopped ? <p className="quiet">Stopped. What stands above is all that was said.</p> : null}
      {turn.problem ? <ProblemNote error={turn.problem} /> : null}
    </article>
  );
}
