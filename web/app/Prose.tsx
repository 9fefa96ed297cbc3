import { useLayoutEffect, useRef, type MouseEvent } from "react";
import { renderMarkdown } from "../core/markdown";
import type { Fact } from "../core/types";
import { useDetails } from "./details";

/** Markdown whose figures open their receipts. */
export function Prose({ text, facts }: { text: string; facts: Fact[] }) {
  const place = useRef<HTMLDivElement>(null);
  const { openReceipt } = useDetails();
  useLayoutEffect(() => {
    const content = renderMarkdown(text);
    for (const figure of content.querySelectorAll<HTMLElement>("[data-fact]")) {
      const fact = facts.find((one) => one.id === figure.dataset["fact"]);
      if (fact) figure.title = `${fact.label}: open its receipt`;
      keepSignBeside(figure);
    }
    place.current?.replaceChildren(content);
  }, [text, facts]);
  const onClick = (event: MouseEvent) => {
    const figure = (event.target as Element).closest<HTMLElement>("[data-fact]");
    if (figure?.dataset["fact"]) openReceipt(figure.dataset["fact"], facts);
  };
  return <div className="prose" ref={place} onClick={onClick} />;
}

/** A comma or full stop after a figure never begins a line of its own. */
function keepSignBeside(figure: HTMLElement): void {
  const next = figure.nextSibling;
  const sign = next instanceof Text ? /^[.,;:!?)]+/.exec(next.data)?.[0] : undefined;
  if (!sign || !(next instanceof Text)) return;
  const together = document.createElement("span");
  together.className = "unbroken";
  figure.replaceWith(together);
  next.data = next.data.slice(sign.length);
  together.append(figure, sign);
}
