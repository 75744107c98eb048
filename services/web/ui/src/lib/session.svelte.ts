/* Who is signed in. The token itself sits in a cookie that no script can read. */
import { account } from "./api";
import { renewWith } from "./http";
import { Problem } from "./problem";
import type { Account } from "./types";

const hint = "pixgen.signed-in-until";
// Renewed a minute before it runs out: pictures are loaded with the cookie and cannot ask for a new one.
const early = 60_000;

class SessionState {
  account = $state<Account | null>(null);
  /** False until it is known whether somebody is signed in. */
  known = $state(false);
  #timer = 0;
  #renewing: Promise<boolean> | null = null;

  has(...roles: string[]): boolean {
    return roles.some((role) => this.account?.roles.includes(role));
  }
  get contributes(): boolean {
    return this.has("contributor", "curator", "admin");
  }
  get curates(): boolean {
    return this.has("curator", "admin");
  }

  /** Asks who this is, but only a browser that signed in before: a visitor's page makes no failing calls. */
  async start(): Promise<void> {
    renewWith(() => this.renew());
    const until = Number(localStorage.getItem(hint));
    try {
      if (until && until > Date.now() + early) {
        this.#schedule(until);
        this.account = await account.me();
      } else if (until && (await this.renew())) this.account = await account.me();
    } catch {
      this.account = null;
    }
    this.known = true;
  }

  async signIn(email: string, password: string): Promise<void> {
    this.#remember((await account.signIn(email, password)).expires_in);
    this.account = await account.me();
    this.known = true;
  }

  async signOut(): Promise<void> {
    await account.signOut();
    this.#forget();
  }

  /** A new cookie from the refresh cookie. One tab asks at a time: the refresh token changes with each use. */
  async renew(): Promise<boolean> {
    const before = localStorage.getItem(hint);
    if (!before) return false;
    this.#renewing ??= this.#alone(() => this.#renewOnce(before)).finally(() => (this.#renewing = null));
    return this.#renewing;
  }

  async #renewOnce(before: string): Promise<boolean> {
    const now = localStorage.getItem(hint);
    // Another tab was quicker.
    if (now !== before) return now !== null;
    try {
      this.#remember((await account.renew()).expires_in);
      return true;
    } catch (error) {
      // A server that is away has not ended the session.
      if (!(error instanceof Problem && error.passing)) this.#forget();
      return false;
    }
  }

  async #alone(work: () => Promise<boolean>): Promise<boolean> {
    return navigator.locks ? navigator.locks.request("pixgen.renew", work) : work();
  }

  #remember(seconds: number): void {
    const until = Date.now() + seconds * 1000;
    localStorage.setItem(hint, String(until));
    this.#schedule(until);
  }

  #schedule(until: number): void {
    clearTimeout(this.#timer);
    this.#timer = window.setTimeout(() => this.#due(until), Math.max(1000, until - Date.now() - early));
  }

  #due(until: number): void {
    const latest = Number(localStorage.getItem(hint));
    if (latest > until) this.#schedule(latest);
    else void this.renew();
  }

  #forget(): void {
    clearTimeout(this.#timer);
    localStorage.removeItem(hint);
    this.account = null;
  }
}

export const session = new SessionState();
