/* What a program called itself when it signed in, as people know it. */

const programs: [RegExp, string][] = [
  [/Edg\//, "Edge"],
  [/OPR\//, "Opera"],
  [/Firefox\//, "Firefox"],
  [/Chrome\//, "Chrome"],
  [/Safari\//, "Safari"],
];
const systems: [RegExp, string][] = [
  [/iPhone/, "an iPhone"],
  [/iPad/, "an iPad"],
  [/Android/, "Android"],
  [/Windows/, "Windows"],
  [/Mac OS X/, "a Mac"],
  [/Linux/, "Linux"],
];

export function deviceName(label: string | null): string {
  if (!label) return "A program that did not say its name";
  const first = (of: [RegExp, string][]) => of.find(([pattern]) => pattern.test(label))?.[1];
  const system = first(systems);
  if (!label.startsWith("Mozilla/")) return label;
  return `${first(programs) ?? "A browser"}${system ? ` on ${system}` : ""}`;
}
