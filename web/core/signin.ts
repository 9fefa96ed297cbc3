import { Problem } from "./problem";

/** What an invitation's code gives once: the device's secret, and the squares of its QR code, "#" for a dark one. */
export interface Device {
  person: string;
  secret: string;
  qr: string[];
}

interface Granted {
  access_token: string;
}

/** Signing in as OAuth has it for a first-party page. The access token lives here, the refresh token in a cookie no script reads. */
export class SignIn {
  private access: string | null = null;
  private refreshing: Promise<boolean> | null = null;

  get token(): string | null {
    return this.access;
  }

  /** Choose the first password with the one-time code of an invitation; the device's secret comes back once. */
  enrol = (code: string, password: string): Promise<Device> => post("/v1/auth/enrol", { code, password });

  async begin(person: string, password: string): Promise<void> {
    const verifier = base64url(crypto.getRandomValues(new Uint8Array(32)));
    const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(verifier));
    const challenge = { person, password, code_challenge: base64url(new Uint8Array(digest)), code_challenge_method: "S256" };
    const { authorization_code: code } = await post<{ authorization_code: string }>("/v1/auth/challenge", challenge);
    const redemption = { grant_type: "authorization_code", code, code_verifier: verifier, keep: "cookie" };
    this.access = (await post<Granted>("/v1/auth/token", redemption)).access_token;
  }

  /** Go on with the sign-in this browser keeps; false when it has none. Two tabs take turns: the cookie is good once. */
  refresh(): Promise<boolean> {
    const once = async () => {
      try {
        this.access = (await post<Granted>("/v1/auth/refresh", {})).access_token;
        return true;
      } catch (error) {
        if (Problem.from(error).status === 0) throw error;
        this.access = null;
        return false;
      }
    };
    if (this.refreshing) return this.refreshing;
    const inTurn = async (): Promise<boolean> => (navigator.locks ? await navigator.locks.request("wcc-refresh", once) : once());
    const running = inTurn().finally(() => {
      this.refreshing = null;
    });
    this.refreshing = running;
    return running;
  }

  async end(): Promise<void> {
    this.access = null;
    await post("/v1/auth/revoke", {});
  }
}

async function post<T>(path: string, body: object): Promise<T> {
  const headers = { "content-type": "application/json" };
  const response = await fetch(path, { method: "POST", headers, body: JSON.stringify(body) });
  if (!response.ok) throw await Problem.of(response);
  return response.json() as Promise<T>;
}

function base64url(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes)).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}
