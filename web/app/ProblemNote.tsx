import { Problem } from "../core/problem";

/** An error in the server's own words. */
export function ProblemNote({ error }: { error: unknown }) {
  const problem = Problem.from(error);
  return (
    <div className="note note-problem" role="alert">
      <strong>{problem.title}</strong>
      {problem.detail && problem.detail !== problem.title ? <p>{problem.detail}</p> : null}
    </div>
  );
}
