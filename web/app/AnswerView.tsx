import { Button } from "react-aria-components";
import { formatDate, formatFact } from "../core/figures";
import type { Answer, Fact, Status } from "../core/types";
import { ChartFigure } from "./ChartFigure";
import { Citations } from "./Citations";
import { DataTable } from "./DataTable";
import { useDetails } from "./details";
import { Download } from "./Download";
import { ProposalCard } from "./ProposalCard";
import { Prose } from "./Prose";

const BADGES: Record<Exclude<Status, "answered">, string> = {
  clarify: "A question back",
  refused: "Refused",
  not_permitted: "Not permitted",
  no_data: "There is none",
  not_loaded: "Not loaded yet",
  incomplete: "Incomplete",
};

interface Props {
  answer: Answer;
  isLast: boolean;
  ask: (question: string) => void;
  resume: (what: "send" | "drop") => void;
}

/** An answer: words, tables, charts, sources, and the proposal if it made one. */
export function AnswerView({ answer, isLast, ask, resume }: Props) {
  const options = answer.options ?? [];
  return (
    <div className="answer">
      {answer.status === "answered" ? null : <p className={`badge badge-${answer.status}`}>{BADGES[answer.status]}</p>}
      <Prose text={answer.answer} facts={answer.facts} />
      {options.length ? (
        <div className="options" role="group" aria-label="Suggested replies">
          {options.map((option) => (
            <Button key={option} className="option" isDisabled={!isLast} onPress={() => ask(option)}>
              {option}
            </Button>
          ))}
        </div>
      ) : null}
      {answer.charts.map((chart, index) => (
        <ChartFigure key={index} chart={chart} />
      ))}
      {answer.proposal ? (
        <ProposalCard summary={answer.proposal} known={answer.proposal} canResume={isLast} resume={resume} />
      ) : null}
      {answer.proposal && answer.tables.length ? (
        <details className="rows">
          <summary>The same lines with receipts</summary>
          <Tables answer={answer} />
        </details>
      ) : (
        <Tables answer={answer} />
      )}
      {answer.citations.length ? <Citations citations={answer.citations} /> : null}
      <Colophon answer={answer} />
    </div>
  );
}

function Tables({ answer }: { answer: Answer }) {
  return answer.tables.map((table, index) => (
    <div key={index} className="table-place">
      <DataTable table={table} facts={answer.facts} />
      <Download answer={answer.answer_id} formats={["csv", "xlsx"]} table={index + 1} about={table.title} />
    </div>
  ));
}

/** Where the answer comes from: notices, every figure's receipt, the model, the day, the time it took. */
function Colophon({ answer }: { answer: Answer }) {
  return (
    <footer className="colophon">
      <Notices notices={answer.notices} />
      {answer.facts.length ? <Receipts facts={answer.facts} /> : null}
      <p>
        Answered by {modelName(answer.model)} · {answer.companies.join(", ")} · as of{" "}
        {formatDate(answer.as_of)} · {(answer.timings_ms.total / 1000).toFixed(1)} s
      </p>
      {answer.facts.length ? <Download answer={answer.answer_id} formats={["pdf", "md"]} about="the answer" /> : null}
    </footer>
  );
}

const NOTICES_SHOWN = 3;

/** The first notices; many more would push the answer's end out of sight and are folded. */
function Notices({ notices }: { notices: string[] }) {
  const folded = notices.length > NOTICES_SHOWN + 1 ? notices.slice(NOTICES_SHOWN) : [];
  return (
    <>
      {notices.slice(0, notices.length - folded.length).map((notice) => (
        <p key={notice} className="notice">
          {notice}
        </p>
      ))}
      {folded.length ? (
        <details className="notices">
          <summary>{folded.length} more notes</summary>
          {folded.map((notice) => (
            <p key={notice} className="notice">
              {notice}
            </p>
          ))}
        </details>
      ) : null}
    </>
  );
}

const modelName = (model: string): string => (/^built-in|^rules$/.test(model) ? `the ${model}` : model);

function Receipts({ facts }: { facts: Fact[] }) {
  const { openReceipt } = useDetails();
  return (
    <details className="receipts">
      <summary>{facts.length === 1 ? "1 figure" : `${facts.length} figures`} with receipts</summary>
      <ul>
        {facts.map((fact) => (
          <li key={fact.id}>
            <span>{fact.label}</span>
            <button type="button" className="figure" onClick={() => openReceipt(fact.id, facts)}>
              {formatFact(fact)}
            </button>
          </li>
        ))}
      </ul>
    </details>
  );
}
