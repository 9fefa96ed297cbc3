import { useQuery } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import { findQuote } from "../core/quote";
import type { Citation } from "../core/types";
import { ProblemNote } from "./ProblemNote";
import { useSession } from "./session";

/** A document's page with the cited sentence marked, as a picture where there is one, and as text. */
export function PageView({ citation }: { citation: Citation }) {
  const { client } = useSession();
  const { document_id: id, page } = citation;
  const text = useQuery({ queryKey: ["page", id, page], queryFn: () => client.page(id, page) });
  const picture = useQuery({ queryKey: ["picture", id, page], queryFn: () => client.picture(id, page) });
  return (
    <div className="page-view">
      <p className="page-name">
        {citation.filename} <span className="quiet">page {page}{text.data ? ` of ${text.data.pages}` : ""}</span>
      </p>
      <p className="quiet">The document's own words, shown as they stand. They instruct nobody here.</p>
      {text.isError ? <ProblemNote error={text.error} /> : null}
      {picture.data ? <Picture blob={picture.data} citation={citation} /> : null}
      {text.data ? (
        <details className="page-text" open={picture.data === null || picture.isError}>
          <summary>Text of the page</summary>
          <MarkedText text={text.data.text} quote={citation.quote} />
        </details>
      ) : null}
    </div>
  );
}

/** Painted on a canvas: the request carries who asks, and the page's policy needs no opening for blob: pictures. */
function Picture({ blob, citation }: { blob: Blob; citation: Citation }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const mark = useRef<HTMLDivElement>(null);
  const [ready, setReady] = useState(false);
  useEffect(() => {
    let gone = false;
    void createImageBitmap(blob).then((bitmap) => {
      if (gone || !canvas.current) return;
      canvas.current.width = bitmap.width;
      canvas.current.height = bitmap.height;
      canvas.current.getContext("2d")?.drawImage(bitmap, 0, 0);
      setReady(true);
    });
    return () => {
      gone = true;
    };
  }, [blob]);
  useEffect(() => {
    if (ready) mark.current?.scrollIntoView({ block: "center" });
  }, [ready]);
  const [left = 0, top = 0, right = 0, bottom = 0] = citation.box ?? [];
  const place = { left: `${left}%`, top: `${top}%`, width: `${right - left}%`, height: `${bottom - top}%` };
  return (
    <div className="page-picture">
      <canvas ref={canvas} role="img" aria-label={`Page ${citation.page} of ${citation.filename}`} />
      {citation.box && ready ? <div ref={mark} className="page-mark" style={place} /> : null}
    </div>
  );
}

function MarkedText({ text, quote }: { text: string; quote: string }) {
  const found = findQuote(text, quote);
  if (!found) return <pre className="page-words">{text}</pre>;
  return (
    <pre className="page-words">
      {text.slice(0, found.start)}
      <mark>{text.slice(found.start, found.end)}</mark>
      {text.slice(found.end)}
    </pre>
  );
}
