import type { Language } from "./agentService";

export type Theme = "system" | "light" | "dark";

const LANGUAGE = "rempart.language";
const THEME = "rempart.theme";

/** What the user chose before, otherwise the browser's wish, otherwise French. Reading stores nothing. */
export function preferredLanguage(): Language {
  const stored = load(LANGUAGE);
  if (stored === "fr" || stored === "en") return stored;
  for (const wanted of navigator.languages) {
    if (/^fr\b/i.test(wanted)) return "fr";
    if (/^en\b/i.test(wanted)) return "en";
  }
  return "fr";
}

export function preferredTheme(): Theme {
  const stored = load(THEME);
  return stored === "light" || stored === "dark" ? stored : "system";
}

/** Call only when the user changed the setting: until then nothing may be stored. */
export function keepLanguage(language: Language): void {
  save(LANGUAGE, language);
}

export function keepTheme(theme: Theme): void {
  save(THEME, theme);
}

/** Sets the theme on the document; `system` follows the device until the returned function is called. */
export function applyTheme(theme: Theme): () => void {
  const device = window.matchMedia("(prefers-color-scheme: dark)");
  const apply = () => {
    const dark = theme === "dark" || (theme === "system" && device.matches);
    document.documentElement.dataset.theme = dark ? "dark" : "light";
  };
  apply();
  if (theme !== "system") return () => undefined;
  device.addEventListener("change", apply);
  return () => {
    device.removeEventListener("change", apply);
  };
}

function load(key: string): string | null {
  try {
    return localStorage.getItem(key);
  } catch {
    return null;
  }
}

function save(key: string, value: string): void {
  try {
    localStorage.setItem(key, value);
  } catch {
    // A browser that forbids storage forgets the choice at the next visit.
  }
}
