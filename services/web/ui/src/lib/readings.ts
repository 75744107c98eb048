/* A measure for people: its name, its value with a unit, and what that means. */

export interface Reading {
  name: string;
  value: string;
  meaning: string;
}

export const share = (value: number): string => `${Math.round(value * 100)} %`;

/** Collects those measures that are there. Returns: what adds one to `found`. */
export function into(found: Reading[], of: (key: string) => number | null | undefined) {
  return (name: string, key: string, write: (value: number) => string, meaning: string): void => {
    const value = of(key);
    if (value !== undefined && value !== null) found.push({ name, value: write(value), meaning });
  };
}
