import { Problem } from "./problem";
import type { SignIn } from "./signin";
import { readEvents, untilAnswered, type ChatEvent } from "./stream";
import type { AccessReview, Brief, DocumentPage, Holding, Me, Person, Proposal, ProposalSummary, Recomputation, RunFile, Thread, ThreadLine } from "./types";

export interface ChatRequest {
  message?: string;
  thread_id?: string;
  company?: string;
  resume?: "send" | "drop";
}

/** The server's routes as functions. In demo mode `person` says who speaks; the server decides whether it listens. */
export class CopilotClient {
  constructor(
    private readonly base = "",
    private readonly person: string | null = null,
    private readonly signIn: SignIn | null = null,
  ) {}

  me = () => this.get<Me>("/v1/me");
  people = async () => (await this.get<{ people: Person[] }>("/v1/people")).people;
  threads = async (words = "") =>
    (await this.get<{ threads: ThreadLine[] }>(`/v1/threads${words ? `?q=${encodeURIComponent(words)}` : ""}`)).threads;
  thread = (id: string) => this.get<Thread>(`/v1/threads/${encodeURIComponent(id)}`);
  brief = (company?: string) => this.get<Brief>(`/v1/brief${company ? `?company=${encodeURIComponent(company)}` : ""}`);
  fact = (id: string) => this.get<Recomputation>(`/v1/facts/${encodeURIComponent(id)}`);
  proposal = (id: string) => this.get<Proposal>(`/v1/proposals/${encodeURIComponent(id)}`);
  proposals = async (status: string) =>
    (await this.get<{ proposals: ProposalSummary[] }>(`/v1/proposals?status=${encodeURIComponent(status)}`)).proposals;
  page = (id: string, page: number) => this.get<DocumentPage>(`/v1/documents/${encodeURIComponent(id)}/pages/${page}`);

  async forget(thread: string): Promise<void> {
    await this.send(`/v1/threads/${encodeURIComponent(thread)}`, { method: "DELETE" });
  }

  /** An own answer, or one of its tables, as a file with the name the server gives it. */
  exported = (answer: string, format: string, table?: number) =>
    this.file(`/v1/answers/${encodeURIComponent(answer)}/export?format=${format}${table === undefined ? "" : `&table=${table}`}`);

  /** A whole conversation as a file. */
  transcript = (thread: string, format: "md" | "json") =>
    this.file(`/v1/threads/${encodeURIComponent(thread)}/export?format=${format}`);

  /** The page as a picture; null when the document has none (a mail, a text file). */
  async picture(id: string, page: number): Promise<Blob | null> {
    const response = await this.raw(`/v1/documents/${encodeURIComponent(id)}/pages/${page}.png`, {});
    if (response.status === 404) return null;
    if (!response.ok) throw await Problem.of(response);
    return response.blob();
  }

  /** Say what a person decided about exactly the body whose digest they saw. The key makes a repeat harmless. */
  async decide(
    id: string,
    body: { decision: "approve" | "decline"; digest: string; comment?: string; code?: string },
    key: string,
  ): Promise<unknown> {
    const headers = { "content-type": "application/json", "idempotency-key": key };
    const response = await this.send(`/v1/proposals/${encodeURIComponent(id)}/decision`, {
      method: "POST",
      headers,
      body: JSON.stringify(body),
    });
    return response.json();
  }

  /** The proposer's own word: a draft goes to its approvers. */
  submit = (id: string, digest: string) => this.post<unknown>(`/v1/proposals/${encodeURIComponent(id)}/submit`, { digest });

  /** The proposer takes it back. */
  recall = (id: string, digest: string) => this.post<unknown>(`/v1/proposals/${encodeURIComponent(id)}/recall`, { digest });

  /** Set a finding aside, with one of its reason codes and what was checked. */
  override = (id: string, finding: string, body: { digest: string; reason_code: string; comment: string; code?: string }) =>
    this.post<unknown>(`/v1/proposals/${encodeURIComponent(id)}/findings/${encodeURIComponent(finding)}/override`, body);

  /** Put on record that a supplier was called back about their account. */
  calledBack = (id: string, body: Record<string, string>) =>
    this.post<unknown>(`/v1/proposals/${encodeURIComponent(id)}/call-back`, body);

  /** Hand an approved run out: its files, to be saved where they belong. */
  release = async (id: string, body: { code?: string; erp_lock?: string }, key: string) =>
    (await this.post<{ files: RunFile[] }>(`/v1/proposals/${encodeURIComponent(id)}/release`, body, key)).files;

  /** Say that a file of a released run stands where it belongs. */
  written = (id: string, file: RunFile) =>
    this.post<unknown>(`/v1/proposals/${encodeURIComponent(id)}/files`, { format: file.format, sha256: file.sha256 });

  access = (company: string) => this.get<AccessReview>(`/v1/access?company=${encodeURIComponent(company)}`);

  /** Ask that somebody gets a role, or may act for whoever speaks. The key makes a repeat harmless. */
  askAccess = (kind: Holding["kind"], body: Record<string, string>, key: string) =>
    this.post<unknown>(`/v1/access/${kind}s`, body, key);

  approveAccess = (held: Holding, company: string, code?: string) =>
    this.post<unknown>(`/v1/access/${held.kind}s/${held.id}/approve`, { company, ...(code ? { code } : {}) });

  /** End a role at once, or turn down one that waits. */
  endAccess = (held: Holding, company: string) =>
    this.post<unknown>(`/v1/access/${held.kind}s/${held.id}/end`, { company });

  /** Ask, and get the answer as it grows. */
  async *chat(request: ChatRequest, signal: AbortSignal): AsyncGenerator<ChatEvent> {
    const response = await this.send("/v1/chat", {
      method: "POST",
      headers: { "content-type": "application/json", accept: "text/event-stream" },
      body: JSON.stringify({ ...request, stream: true }),
      signal,
    });
    if (!response.body) throw new Problem({ title: "The answer was empty.", status: 0, detail: "Ask again." });
    yield* untilAnswered(readEvents(response.body));
  }

  private async file(path: string): Promise<{ name: string; content: Blob }> {
    const response = await this.send(path, {});
    const name = /filename="([^"]+)"/.exec(response.headers.get("content-disposition") ?? "")?.[1];
    return { name: name ?? "download", content: await response.blob() };
  }

  private async get<T>(path: string): Promise<T> {
    return (await this.send(path, {})).json() as Promise<T>;
  }

  private async post<T>(path: string, body: object, key?: string): Promise<T> {
    const headers = { "content-type": "application/json", ...(key ? { "idempotency-key": key } : {}) };
    return (await this.send(path, { method: "POST", headers, body: JSON.stringify(body) })).json() as Promise<T>;
  }

  private async send(path: string, init: RequestInit): Promise<Response> {
    const response = await this.raw(path, init);
    if (!response.ok) throw await Problem.of(response);
    return response;
  }

  private async raw(path: string, init: RequestInit): Promise<Response> {
    const response = await this.once(path, init);
    // Ten minutes are over, or the page was opened anew: go on with the sign-in the browser keeps.
    const confirm = response.headers.get("www-authenticate")?.includes("insufficient_user_authentication");
    if (response.status !== 401 || confirm || !this.signIn || !(await this.signIn.refresh())) return response;
    return this.once(path, init);
  }

  private once(path: string, init: RequestInit): Promise<Response> {
    const headers = new Headers(init.headers);
    if (this.signIn?.token) headers.set("authorization", `Bearer ${this.signIn.token}`);
    else if (this.person) headers.set("x-wcc-person", this.person);
    return fetch(this.base + path, { ...init, headers });
  }
}

/** A fresh key for one effect; works where crypto.randomUUID is withheld (plain http). */
export function freshKey(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}
