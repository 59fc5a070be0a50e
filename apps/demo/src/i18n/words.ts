import { computed, signal } from "@preact/signals";
import { storage } from "../page/storage.js";
import { en } from "./en.js";
import { es } from "./es.js";

/** All that the page says. English has every key, and a translation without one does not compile. */
export type Words = typeof en;

const translations = { en, es } as const satisfies Record<string, Words>;

export type Language = keyof typeof translations;
export const languages: Readonly<Record<Language, string>> = { en: "English", es: "Español" };

function initialLanguage(): Language {
  const wanted = [storage.get("language"), ...navigator.languages].map((name) => name?.slice(0, 2));
  return (wanted.find((name) => name !== undefined && name in translations) as Language | undefined) ?? "en";
}

export const language = signal<Language>(initialLanguage());

/** What the page says, in the visitor's language: read `words.value` in a component. */
export const words = computed<Words>(() => translations[language.value]);

export function setLanguage(name: Language): void {
  language.value = name;
  storage.set("language", name);
}

/** A number as the visitor's language writes it. */
export function formatNumber(value: number, digits = 0): string {
  return value.toLocaleString(language.value, { minimumFractionDigits: digits, maximumFractionDigits: digits });
}

/** A share of 1 in percent. */
export function formatPercent(share: number, digits = 2): string {
  return share.toLocaleString(language.value, {
    style: "percent",
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  });
}

/** A loss or a norm: three significant digits. */
export function formatSmall(value: number): string {
  return Number.isFinite(value) ? value.toLocaleString(language.value, { maximumSignificantDigits: 3 }) : String(value);
}
