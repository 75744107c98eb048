/* Addresses without a hash: the whole state of a list stands in the address, and going back restores it. */

import { unique } from "./unique";

class Router {
  path = $state(location.pathname);
  query = $state(new URLSearchParams(location.search));
  /** How far each step of the history was scrolled. */
  readonly #places = new Map<string, number>();
  /** Number of the return under way, or 0. */
  #returning = 0;
  #returns = 0;

  constructor() {
    history.scrollRestoration = "manual";
    addEventListener("popstate", () => this.#read(this.#places.get(this.#key()) ?? 0));
    document.addEventListener("click", (event) => this.#follow(event));
    addEventListener("scroll", () => this.#returning || this.#places.set(this.#key(), scrollY), {
      passive: true,
    });
    // Whoever scrolls by themselves is not pulled back.
    for (const hand of ["wheel", "touchstart", "keydown"])
      addEventListener(hand, () => (this.#returning = 0), { passive: true });
  }

  /** Goes to an address of ours. `keep` leaves the scroll position as it is, `replace` adds no step back. */
  go(target: string, options: { replace?: boolean; keep?: boolean } = {}): void {
    if (target === location.pathname + location.search) return;
    const key = { key: unique() };
    if (options.replace) history.replaceState(key, "", target);
    else history.pushState(key, "", target);
    this.#read(options.keep ? null : 0);
  }

  #key(): string {
    return (history.state as { key?: string } | null)?.key ?? "first";
  }

  #read(scroll: number | null): void {
    this.path = location.pathname;
    this.query = new URLSearchParams(location.search);
    if (scroll !== null) this.#return(scroll, ++this.#returns);
  }

  /** Scrolls to a place as soon as the page is long enough for it; before it is drawn, it is not. */
  #return(scroll: number, number: number, tries = 90): void {
    this.#returning = number;
    requestAnimationFrame(() => {
      if (this.#returning !== number) return;
      scrollTo(0, scroll);
      if (tries && Math.abs(scrollY - scroll) > 1) this.#return(scroll, number, tries - 1);
      else this.#returning = 0;
    });
  }

  #follow(event: MouseEvent): void {
    const link = (event.target as Element | null)?.closest?.("a");
    const other =
      event.defaultPrevented ||
      event.button !== 0 ||
      event.metaKey ||
      event.ctrlKey ||
      event.shiftKey ||
      event.altKey;
    if (!link || other || link.target || link.hasAttribute("download") || link.origin !== location.origin)
      return;
    if (/^\/(v1|docs|assets)(\/|$)/.test(link.pathname) || (link.hash && link.pathname === location.pathname))
      return;
    event.preventDefault();
    this.go(link.pathname + link.search);
  }
}

export const router = new Router();
