/* Light, dark, or as the system says. */
const key = "pixgen.theme";
export const themes = { system: "As this device says", light: "Light", dark: "Dark" } as const;
export type ThemeName = keyof typeof themes;

class Theme {
  name = $state<ThemeName>(read());

  choose(name: ThemeName): void {
    this.name = name;
    if (name === "system") localStorage.removeItem(key);
    else localStorage.setItem(key, name);
    this.apply();
  }

  apply(): void {
    if (this.name === "system") delete document.documentElement.dataset["theme"];
    else document.documentElement.dataset["theme"] = this.name;
  }
}

function read(): ThemeName {
  const kept = localStorage.getItem(key);
  return kept === "light" || kept === "dark" ? kept : "system";
}

export const theme = new Theme();
