/* Numbers and times for people. */

const whole = new Intl.NumberFormat("en");
const day = new Intl.DateTimeFormat("en", { dateStyle: "medium" });
const minute = new Intl.DateTimeFormat("en", { dateStyle: "medium", timeStyle: "short" });

export const number = (value: number): string => whole.format(value);
export const date = (text: string): string => day.format(new Date(text));
export const time = (text: string): string => minute.format(new Date(text));
export const degrees = (value: number): string =>
  `${(Math.round(value * 10) / 10 || 0).toFixed(1).replace("-", "\u2212")}°`;

export function bytes(value: number): string {
  if (value < 1000) return `${value} bytes`;
  if (value < 1_000_000) return `${Math.round(value / 1000)} kB`;
  return `${(value / 1_000_000).toFixed(1)} MB`;
}

export const plural = (count: number, one: string, many = `${one}s`): string =>
  `${number(count)} ${count === 1 ? one : many}`;
