/* Addresses without a hash: the whole state of a list stands in the address, and going back restores it. */

class Router {
  path = $state(location.pathname);
  query = $state(new URLSearchParams(location.search));
  /** Counts changes of page, so that a page is made anew only when its path changes. */
  readonly #places = new Map<string, number>();

  constructor() {
    history.scrollRestoration = "manual";
    addEventListener("popstate", () => this.#read(this.#places.get(this.#key()) ?? 0));
    document.addEventListener("click", (event) => this.#follow(event));
    addEventListener("scroll", () => this.#places.set(this.#key(), scrollY), { passive: true });
  }

  /** Goes to an address of ours. `keep` leaves the scroll position as it is, `replace` adds no step back. */
  go(target: string, options: { replace?: boolean; keep?: boolean } = {}): void {
    if (target === location.pathname + location.search) return;
    const key = { key: crypto.randomUUID() };
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
    // After the page is drawn: before, it may be too short to scroll.
    if (scroll !== null) requestAnimationFrame(() => requestAnimationFrame(() => scrollTo(0, scroll)));
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
