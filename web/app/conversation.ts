import { useQueryClient } from "@tanstack/react-query";
import { useCallback, useEffect, useReducer, useRef } from "react";
import type { ChatRequest } from "../core/client";
import { Problem } from "../core/problem";
import type { ChatEvent } from "../core/stream";
import type { Answer, Thread } from "../core/types";
import { nameThread } from "./place";
import { useSession } from "./session";

export interface Turn {
  key: number;
  question: string;
  /** What the server is doing, while it does it. */
  doing: string;
  /** Sentences that came so far, each already tied to its figures. */
  said: string;
  answer: Answer | null;
  problem: Problem | null;
  stopped: boolean;
}

type Change =
  | { do: "show"; turns: Turn[] }
  | { do: "ask"; turn: Turn }
  | { do: "event"; key: number; event: ChatEvent }
  | { do: "fail"; key: number; problem: Problem }
  | { do: "stop"; key: number };

let keys = 0;
const turn = (question: string, answer: Answer | null = null): Turn => ({
  key: (keys += 1), question, doing: "", said: "", answer, problem: null, stopped: false,
});

const STEPS: Record<string, string> = { started: "Reading the question", thinking: "Thinking it through" };

/** Sentences come one by one; what opens a list, a table or a heading begins a line of its own. */
const joinSentence = (said: string, sentence: string): string =>
  said ? `${said}${/^([-*|#>]|\d+\.\s)/.test(sentence) ? "\n" : " "}${sentence}` : sentence;

function onEvent(one: Turn, event: ChatEvent): Turn {
  switch (event.event) {
    case "status":
      return { ...one, doing: STEPS[event.data.step] ?? one.doing };
    case "tool":
      return { ...one, doing: `Reading the books: ${event.data.name.replaceAll("_", " ")}` };
    case "token":
      return { ...one, said: joinSentence(one.said, event.data.text) };
    case "answer":
      return { ...one, answer: event.data, doing: "" };
    default:
      return one;
  }
}

function change(turns: Turn[], what: Change): Turn[] {
  const only = (key: number, next: (one: Turn) => Turn) => turns.map((one) => (one.key === key ? next(one) : one));
  switch (what.do) {
    case "show":
      return what.turns;
    case "ask":
      return [...turns, what.turn];
    case "event":
      return only(what.key, (one) => onEvent(one, what.event));
    case "fail":
      return only(what.key, (one) => ({ ...one, doing: "", problem: what.problem }));
    case "stop":
      return only(what.key, (one) => ({ ...one, doing: "", stopped: true }));
  }
}

export interface Conversation {
  turns: Turn[];
  busy: boolean;
  ask: (question: string) => void;
  resume: (what: "send" | "drop") => void;
  stop: () => void;
}

/** One conversation: what was said, and the means to go on. `stored` is what the server remembers of it. */
export function useConversation(threadId: string | null, stored: Thread | undefined): Conversation {
  const { client, company, me } = useSession();
  const queries = useQueryClient();
  const [turns, dispatch] = useReducer(change, []);
  const thread = useRef<string | null>(threadId);
  const running = useRef<AbortController | null>(null);
  const shown = useRef(false);
  const busy = turns.some((one) => !one.answer && !one.problem && !one.stopped);

  useEffect(() => {
    // What was asked here meanwhile is newer than what the server remembered on opening.
    if (stored && !shown.current) {
      dispatch({ do: "show", turns: stored.turns.map((one) => turn(one.question, one.answer)) });
    }
    shown.current ||= stored !== undefined;
  }, [stored]);
  useEffect(() => () => running.current?.abort(), []);

  const run = useCallback(
    async (question: string, request: ChatRequest) => {
      const one = turn(question);
      const abort = new AbortController();
      running.current = abort;
      dispatch({ do: "ask", turn: one });
      try {
        for await (const event of client.chat(request, abort.signal)) {
          dispatch({ do: "event", key: one.key, event });
          if (event.event === "answer" || event.event === "status") thread.current = event.data.thread_id ?? thread.current;
        }
        if (thread.current) nameThread(thread.current);
      } catch (error) {
        if (abort.signal.aborted) dispatch({ do: "stop", key: one.key });
        else dispatch({ do: "fail", key: one.key, problem: Problem.from(error) });
      }
      void queries.invalidateQueries({ queryKey: ["threads", me.data?.person] });
      void queries.invalidateQueries({ queryKey: ["proposals"] });
    },
    [client, queries, me.data?.person],
  );

  const place = (): ChatRequest => ({
    ...(thread.current ? { thread_id: thread.current } : {}),
    ...(company ? { company: company.code } : {}),
  });
  return {
    turns,
    busy,
    ask: (question) => void run(question, { message: question, ...place() }),
    resume: (what) => void run(what === "send" ? "Send it for approval." : "Drop it.", { resume: what, ...place() }),
    stop: () => running.current?.abort(),
  };
}
