import type { ProblemBody } from "./types";

/** What the server could not do, in the words it gave (problem+json). */
export class Problem extends Error {
  readonly status: number;
  readonly title: string;
  readonly detail: string;

  constructor(body: ProblemBody) {
    super(body.detail || body.title);
    this.name = "Problem";
    this.status = body.status;
    this.title = body.title;
    this.detail = body.detail;
  }

  /** The problem a response tells of, also when a proxy answered in its place. */
  static async of(response: Response): Promise<Problem> {
    const kind = response.headers.get("content-type") ?? "";
    if (kind.includes("json")) {
      const body = (await response.json()) as Partial<ProblemBody>;
      return new Problem({
        title: body.title ?? "The server could not do this.",
        status: response.status,
        detail: typeof body.detail === "string" ? body.detail : "",
      });
    }
    return new Problem({ title: "The server could not do this.", status: response.status, detail: `It answered ${response.status}.` });
  }

  /** Any error as a Problem, so that the page has one way of saying it. */
  static from(error: unknown): Problem {
    if (error instanceof Problem) return error;
    return new Problem({
      title: "The server cannot be reached.",
      status: 0,
      detail: "Check that it still runs, then ask again.",
    });
  }
}
