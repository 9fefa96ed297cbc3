import { afterEach, describe, expect, it, vi } from "vitest";
import { CopilotClient, freshKey } from "../core/client";

function answering(status: number, body: unknown, type = "application/json") {
  const asked = vi.fn(async (..._: unknown[]) => new Response(JSON.stringify(body), { status, headers: { "content-type": type } }));
  vi.stubGlobal("fetch", asked);
  return asked;
}

afterEach(() => vi.unstubAllGlobals());

describe("the client", () => {
  it("says who speaks only when somebody was chosen", async () => {
    const asked = answering(200, { threads: [] });
    await new CopilotClient("").threads();
    await new CopilotClient("", "cfo@halden.example").threads();
    const said = asked.mock.calls.map((call) => new Headers((call[1] as RequestInit).headers).get("x-wcc-person"));
    expect(said).toEqual([null, "cfo@halden.example"]);
  });

  it("sends a decision with its key and the digest that was seen", async () => {
    const asked = answering(200, { status: "executed" });
    await new CopilotClient("").decide("p/1", { decision: "approve", digest: "d" }, "k1");
    const [path, init] = asked.mock.calls[0] as [string, RequestInit];
    expect(path).toBe("/v1/proposals/p%2F1/decision");
    expect(new Headers(init.headers).get("idempotency-key")).toBe("k1");
    expect(JSON.parse(init.body as string)).toEqual({ decision: "approve", digest: "d" });
  });

  it("passes a refusal on in the server's words", async () => {
    answering(403, { title: "You may not do this.", detail: "It is your own proposal." }, "application/problem+json");
    await expect(new CopilotClient("").me()).rejects.toMatchObject({ status: 403, detail: "It is your own proposal." });
  });

  it("tells a page without a picture from a picture that failed", async () => {
    answering(404, {});
    await expect(new CopilotClient("").picture("d", 1)).resolves.toBeNull();
    answering(503, { title: "The books cannot be reached." });
    await expect(new CopilotClient("").picture("d", 1)).rejects.toMatchObject({ status: 503 });
  });

  it("makes a new key for each effect", () => {
    expect(freshKey()).toMatch(/^[0-9a-f]{32}$/);
    expect(freshKey()).not.toBe(freshKey());
  });
});
