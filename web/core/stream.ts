import { createParser } from "eventsource-parser";
import { Problem } from "./problem";
import type { Answer, Chart, Citation, Fact, ProblemBody, Proposal, Table } from "./types";

export type ChatEvent =
  | { event: "status"; data: { step: string; thread_id?: string; model?: string } }
  | { event: "token"; data: { text: string } }
  | { event: "tool"; data: { name: string } }
  | { event: "fact"; data: Fact }
  | { event: "table"; data: Table }
  | { event: "chart"; data: Chart }
  | { event: "citation"; data: Citation }
  | { event: "proposal"; data: Proposal }
  | { event: "answer"; data: Answer }
  | { event: "error"; data: ProblemBody };

const KNOWN = new Set(["status", "token", "tool", "fact", "table", "chart", "citation", "proposal", "answer", "error"]);

/** Read server-sent events from a response body, one by one; unknown events are skipped. */
export async function* readEvents(body: ReadableStream<Uint8Array>): AsyncGenerator<ChatEvent> {
  const waiting: ChatEvent[] = [];
  const parser = createParser({
    onEvent: ({ event, data }) => {
      if (event && KNOWN.has(event)) waiting.push({ event, data: JSON.parse(data) } as ChatEvent);
    },
  });
  const decoder = new TextDecoder();
  const reader = body.getReader();
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) break;
      parser.feed(decoder.decode(value, { stream: true }));
      yield* waiting.splice(0);
    }
  } finally {
    // A reader who stops listening ends the request, so that the server can stop the turn.
    await reader.cancel().catch(() => undefined);
  }
  yield* waiting.splice(0);
}

/** Pass events on until the answer has come; a stream that ends before it is an error. */
export async function* untilAnswered(events: AsyncIterable<ChatEvent>): AsyncGenerator<ChatEvent> {
  for await (const event of events) {
    if (event.event === "error") throw new Problem(event.data);
    yield event;
    if (event.event === "answer") return;
  }
  throw new Problem({ title: "The answer was cut off.", status: 0, detail: "The connection ended early. Ask again." });
}
