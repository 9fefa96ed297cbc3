import { useQuery } from "@tanstack/react-query";
import { Button } from "react-aria-components";
import { formatDate } from "../core/figures";
import type { Brief, BriefItem } from "../core/types";
import { ProblemNote } from "./ProblemNote";
import { Prose } from "./Prose";
import { useSession } from "./session";

const TONES: Record<BriefItem["tone"], string> = { act: "to act on", watch: "to watch", calm: "good to know" };

/** What needs this person today, each figure with its receipt and each item with the next question. */
export function Morning({ ask }: { ask: (question: string) => void }) {
  const { client, me, company } = useSession();
  const brief = useQuery({
    queryKey: ["brief", me.data?.person, company?.code],
    queryFn: () => client.brief(company?.code),
    enabled: !!me.data && !!company,
  });
  if (brief.isError) return <ProblemNote error={brief.error} />;
  if (!brief.data) return <p className="quiet morning-wait" aria-live="polite">{me.data ? "Reading this morning’s books…" : ""}</p>;
  return (
    <section className="morning" aria-labelledby="morning-title" lang={brief.data.language}>
      <header className="morning-head">
        <h2 id="morning-title">{brief.data.language === "de" ? "Heute" : "Today"}</h2>
        <p className="quiet">
          {brief.data.company} · {formatDate(brief.data.as_of)}
        </p>
      </header>
      <ol className="morning-items">
        {brief.data.items.map((item) => (
          <MorningItem key={item.kind} item={item} brief={brief.data} ask={ask} />
        ))}
      </ol>
      <p className="quiet morning-rest">{[...brief.data.quiet, ...brief.data.notes].join(" ")}</p>
    </section>
  );
}

function MorningItem({ item, brief, ask }: { item: BriefItem; brief: Brief; ask: (question: string) => void }) {
  return (
    <li className={`morning-item tone-${item.tone}`}>
      <h3>
        {item.title}
        <span className="unseen">, {TONES[item.tone]}</span>
      </h3>
      <Prose text={item.say} facts={brief.facts} />
      {item.lines.length ? (
        <details className="morning-cases">
          <summary>{brief.language === "de" ? "Die größten" : "The largest"}</summary>
          <ul>
            {item.lines.map((line) => (
              <li key={line}>
                <Prose text={line} facts={brief.facts} />
              </li>
            ))}
          </ul>
        </details>
      ) : null}
      <Button className="action action-quiet morning-ask" onPress={() => ask(item.ask)}>
        {item.ask}
      </Button>
    </li>
  );
}
