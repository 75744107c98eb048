/* The filters of a list, and their one place: the address. */
import { fitzpatrick, imageTypes, kinds, licences, say, sites, statuses, tones } from "./record-words";
import type { Query } from "./api";

export interface Filter {
  /** Name in the address and in the REST interface. */
  name: string;
  label: string;
  words: Record<string, string>;
  /** Order in which values are shown; counts decide when it is absent. */
  order?: string[];
}

export const filters: Filter[] = [
  { name: "tone_group", label: "Skin tone, measured", words: tones, order: Object.keys(tones) },
  { name: "condition", label: "Condition", words: {} },
  { name: "manipulation", label: "Kind of picture", words: kinds, order: Object.keys(kinds) },
  { name: "site", label: "Where on the body", words: sites },
  {
    name: "fitzpatrick",
    label: "Fitzpatrick type, stated",
    words: fitzpatrick,
    order: Object.keys(fitzpatrick),
  },
  { name: "image_type", label: "How it was taken", words: imageTypes },
  { name: "status", label: "Review", words: statuses, order: Object.keys(statuses) },
  { name: "license", label: "Licence", words: licences },
];
export const sorts: Record<string, string> = {
  newest: "Newest first",
  oldest: "Oldest first",
  ita_desc: "Lightest skin first",
  ita_asc: "Darkest skin first",
};

/** The part of an address that decides what the list holds. */
export function toQuery(params: URLSearchParams): Query {
  const query: Record<string, string | string[]> = {};
  for (const { name } of filters) {
    const values = params.getAll(name);
    if (values.length) query[name] = values;
  }
  const text = params.get("q");
  if (text) query["q"] = text;
  const sort = params.get("sort");
  if (sort && sort in sorts) query["sort"] = sort;
  // What an address may hold besides these values, the catalog refuses in words.
  return query as Query;
}

/** The address with one value of a filter switched. */
export function toggled(params: URLSearchParams, name: string, value: string): string {
  const next = new URLSearchParams(params);
  if (next.has(name, value)) next.delete(name, value);
  else next.append(name, value);
  return address(next);
}

/** The address with one name set, or removed when the value is empty. */
export function withValue(params: URLSearchParams, name: string, value: string | null): string {
  const next = new URLSearchParams(params);
  if (value) next.set(name, value);
  else next.delete(name);
  return address(next, name === "picture");
}

/** Filters that are on, in words. */
export function active(params: URLSearchParams, labels: Record<string, string>) {
  return filters.flatMap(({ name, label, words }) =>
    params.getAll(name).map((value) => ({ name, value, label, text: labels[value] ?? say(words, value) })),
  );
}

function address(params: URLSearchParams, keepPicture = false): string {
  if (!keepPicture) params.delete("picture");
  const text = params.toString();
  return location.pathname + (text && `?${text}`);
}

/** The command of the command line client that finds the same pictures. */
export function asCommand(params: URLSearchParams): string {
  const options = filters.flatMap(({ name }) =>
    params
      .getAll(name)
      .map((value) => `--${name.replaceAll("_", "-")} ${/^[\w-]+$/.test(value) ? value : `"${value}"`}`),
  );
  return ["pixgen download", ...options, "--to pictures"].join(" ");
}
