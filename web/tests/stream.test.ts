import { describe, expect, it } from "vitest";
import { Problem } from "../core/problem";
import { readEvents, untilAnswered, type ChatEvent } from "../core/stream";

/** A body that arrives in pieces of `size` bytes, so that events and letters are cut anywhere. */
function body(text: string, size: number, onCancel = () => {}): ReadableStream<Uint8Array> {
  const bytes = new TextEncoder().encode(text);
  let at = 0;
  return new ReadableStream({
    pull(controller) {
      if (at >= bytes.length) return controller.close();
      controller.enqueue(bytes.slice(at, (at += size)));
    },
    cancel: onCancel,
  });
}

async function all(events: AsyncIterable<ChatEvent>): Promise<ChatEvent[]> {
  const found: ChatEvent[] = [];
  for await (const event of events) found.push(event);
  return found;
}

const TOKEN = 'event: token\ndata: {"text": "Söhne schulden 3 €."}\n\n';
const ANSWER = 'event: answer\ndata: {"answer": "x"}\n\n';

describe("a stream of events", () => {
  it.each([1, 2, 3, 7, 1000])("is read whole when it comes in pieces of %i bytes", async (size) => {
    const events = await all(readEvents(body(TOKEN + ANSWER, size)));
    expect(events).toEqual([
      { event: "token", data: { text: "Söhne schulden 3 €." } },
      { event: "answer", data: { answer: "x" } },
    ]);
  });

  it("skips comments and events it does not know", async () => {
    const events = await all(readEvents(body(`: ping\n\nevent: later\ndata: nothing\n\n${ANSWER}`, 9)));
    expect(events.map((one) => one.event)).toEqual(["answer"]);
  });

  it("that ends without an answer is an error, after what came is told", async () => {
    const told: string[] = [];
    const reading = (async () => {
      for await (const event of untilAnswered(readEvents(body(TOKEN, 5)))) told.push(event.event);
    })();
    await expect(reading).rejects.toThrow("The connection ended early");
    expect(told).toEqual(["token"]);
  });

  it("carries the server's own words when it cannot go on", async () => {
    const error = 'event: error\ndata: {"title": "The books cannot be reached.", "status": 503, "detail": "Try later."}\n\n';
    const failure = await all(untilAnswered(readEvents(body(error, 8)))).catch((thrown: unknown) => thrown);
    expect(failure).toBeInstanceOf(Problem);
    expect(failure).toMatchObject({ status: 503, title: "The books cannot be reached.", detail: "Try later." });
  });

  it("is cancelled when nobody listens any more", async () => {
    let cancelled = false;
    const source = new ReadableStream<Uint8Array>({
      start: (controller) => controller.enqueue(new TextEncoder().encode(TOKEN)),
      cancel: () => {
        cancelled = true;
      },
    });
    for await (const _ of readEvents(source)) break;
    expect(cancelled).toBe(true);
  });
});
