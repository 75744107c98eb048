/* A measure for people: its name, its value with a unit, and what that means. */
export interface Reading {
  name: string;
  value: string;
  meaning: string;
}
