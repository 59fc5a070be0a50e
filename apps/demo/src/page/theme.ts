import { effect, signal } from "@preact/signals";
import { storage } from "./storage.js";

export const themeNames = ["auto", "light", "dark"] as const;
export type ThemeName = (typeof themeNames)[number];

export const theme = signal<ThemeName>(themeNames.find((name) => name === storage.get("theme")) ?? "auto");

const prefersDark = matchMedia("(prefers-color-scheme: dark)");

/** True when the page is dark, by choice or by the system's. What draws on a canvas reads it, to draw anew. */
export const isDark = signal(false);

/** Follows the visitor's choice, and the system's where there is none. */
export function applyTheme(): void {
  const update = (): void => {
    isDark.value = theme.value === "dark" || (theme.value === "auto" && prefersDark.matches);
    document.documentElement.dataset.theme = isDark.value ? "dark" : "light";
  };
  prefersDark.addEventListener("change", update);
  effect(update);
  effect(() => storage.set("theme", theme.value));
}

/** A colour of the present theme, for canvases: `cssColor("--accent")`. */
export function cssColor(name: string): string {
  return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
}
