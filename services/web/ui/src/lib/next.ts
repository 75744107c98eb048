/* Where somebody goes after signing in: back to where they were going, or to their first task. */
import { session } from "./session.svelte";

export function nextAfterSignIn(wanted: string | null): string {
  // Only addresses of our own: a link from elsewhere must not lead on to a third place.
  if (wanted && new URL(wanted, location.origin).origin === location.origin && /^\/[^/\\]/.test(wanted))
    return wanted;
  if (session.curates) return "/review";
  return session.contributes ? "/upload" : "/gallery";
}

export const signInFirst = (): string =>
  `/sign-in?next=${encodeURIComponent(location.pathname + location.search)}`;
