import { useSyncExternalStore } from "react";

export type Place = { view: "conversation"; thread: string | null } | { view: "approvals" } | { view: "access" };

/** A place and the count of moves: naming the conversation one is in is no move. */
export type Visit = Place & { visit: number };

export function readPlace(hash: string): Place {
  if (hash === "#/approvals") return { view: "approvals" };
  if (hash === "#/access") return { view: "access" };
  const thread = /^#\/t\/(.+)$/.exec(hash)?.[1];
  return { view: "conversation", thread: thread ? decodeURIComponent(thread) : null };
}

export const threadHash = (thread: string): string => `#/t/${encodeURIComponent(thread)}`;

const listeners = new Set<() => void>();
let here: Visit = { ...readPlace(location.hash), visit: 0 };

function arrive(visit: number): void {
  here = { ...readPlace(location.hash), visit };
  for (const tell of listeners) tell();
}

addEventListener("hashchange", () => arrive(here.visit + 1));

const subscribe = (changed: () => void) => {
  listeners.add(changed);
  return () => void listeners.delete(changed);
};

/** Where on the page we are; the address bar is the only memory of it. */
export const usePlace = (): Visit => useSyncExternalStore(subscribe, () => here);

/** Name the conversation in the address without leaving it. */
export function nameThread(thread: string): void {
  history.replaceState(null, "", threadHash(thread));
  arrive(here.visit);
}

/** Leave for a conversation not yet begun. */
export function begin(): void {
  history.pushState(null, "", location.pathname);
  arrive(here.visit + 1);
}
