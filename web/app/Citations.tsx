import type { Citation } from "../core/types";
import { useDetails } from "./details";

/** The sentences an answer leans on, each a way to its page. */
export function Citations({ citations }: { citations: Citation[] }) {
  const { openPage } = useDetails();
  return (
    <section className="citations" aria-label="Sources">
      <h3 className="block-title">Sources</h3>
      <ol>
        {citations.map((citation, index) => (
          <li key={index}>
            <blockquote>{citation.quote}</blockquote>
            <button type="button" className="figure source" onClick={() => openPage(citation)}>
              {citation.filename}, page {citation.page}
            </button>
            {citation.party ? <span className="quiet"> · {citation.party}</span> : null}
          </li>
        ))}
      </ol>
    </section>
  );
}
