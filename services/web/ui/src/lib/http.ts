/* How every call is made: same origin, cookie sign-in, patience with a server that is just starting. */
import { offline } from "./problem";

const writes = new Set(["POST", "PUT", "PATCH", "DELETE"]);
const passing = new Set([502, 503, 504]);
const patience = [400, 1200, 3000];

/** Set by the session: gets a new cookie once the old one has run out; says whether that worked. */
let renew: () => Promise<boolean> = async () => false;
export function renewWith(way: () => Promise<boolean>): void {
  renew = way;
}

/** fetch, with what the cookie sign-in needs, and repeated where repeating does no harm. */
export async function send(input: Request): Promise<Response> {
  const unsafe = writes.has(input.method);
  // Says that this came from our own page (the cookie alone does not).
  if (unsafe) input.headers.set("X-PixGen-CSRF", "1");
  const again = input.clone();
  const answer = await patiently(input, unsafe);
  if (answer.status !== 401 || input.url.includes("/v1/tokens") || !(await renew())) return answer;
  return patiently(again, unsafe);
}

async function patiently(request: Request, unsafe: boolean): Promise<Response> {
  for (const wait of unsafe ? [] : patience) {
    const answer = await fetch(request.clone()).catch(() => null);
    if (answer && !passing.has(answer.status)) return answer;
    // An answer that nobody reads would keep its connection.
    await answer?.body?.cancel();
    await new Promise((resume) => setTimeout(resume, wait));
  }
  return fetch(request).catch(() => {
    throw offline();
  });
}
