import { batch, type ReadonlySignal, signal } from "@preact/signals";
import { storage } from "../page/storage.js";
import type { filters } from "./en/filters.js";
import type { gradients } from "./en/gradients.js";
import { en } from "./en.js";

/** What the pages say that are loaded when they are visited: in English they bring it with them. */
interface PageWords {
  readonly filters: typeof filters;
  readonly gradients: typeof gradients;
}

/** All that the page says. English has every key, and a translation without one does not compile. */
export type Words = typeof en & PageWords;

export const languages = { en: "English", es: "Español" } as const;
export type Language = keyof typeof languages;

/** English comes with the page; another language is loaded when someone speaks it. */
const translations: Readonly<Record<Language, () => Promise<typeof en & Partial<PageWords>>>> = {
  en: async () => en,
  es: async () => (await import("./es.js")).es,
};

const current = signal<typeof en & Partial<PageWords>>(en);
export const language = signal<Language>("en");

/** What the page says, in the visitor's language: read `words.value` in a component. */
export const words: ReadonlySignal<typeof en & Partial<PageWords>> = current;

/** Speaks the language that the visitor chose before, or the browser's. */
export async function startLanguage(): Promise<void> {
  const wanted = [storage.get("language"), ...navigator.languages].map((name) => name?.slice(0, 2));
  const name = wanted.find((name): name is Language => name !== undefined && name in languages);
  // Without its file the page is in English.
  await speak(name ?? "en").catch(() => {});
}

export async function setLanguage(name: Language): Promise<void> {
  storage.set("language", name);
  await speak(name);
}

async function speak(name: Language): Promise<void> {
  const loaded = await translations[name]();
  batch(() => {
    current.value = loaded;
    language.value = name;
  });
}

const formats = new Map<string, Intl.NumberFormat>();

/** The format of that name in the visitor's language, made once: toLocaleString makes one for each number. */
function formatOf(name: string, options: Intl.NumberFormatOptions): Intl.NumberFormat {
  const key = `${language.value} ${name}`;
  const made = formats.get(key);
  if (made !== undefined) return made;
  const format = new Intl.NumberFormat(language.value, options);
  formats.set(key, format);
  return format;
}

const fraction = (digits: number) => ({ minimumFractionDigits: digits, maximumFractionDigits: digits });

/** A number as the visitor's language writes it. */
export function formatNumber(value: number, digits = 0): string {
  return formatOf(`number ${digits}`, fraction(digits)).format(value);
}

/** A share of 1 in percent. */
export function formatPercent(share: number, digits = 2): string {
  return formatOf(`percent ${digits}`, { style: "percent", ...fraction(digits) }).format(share);
}

/** A loss or a norm: three significant digits. */
export function formatSmall(value: number): string {
  return Number.isFinite(value) ? formatOf("small", { maximumSignificantDigits: 3 }).format(value) : String(value);
}

/** A very small or large number, as a power of ten: 6.9 × 10⁻⁷. */
export function formatPower(value: number): string {
  if (value === 0 || !Number.isFinite(value)) return String(value);
  const [digits, exponent] = value.toExponential(1).split("e");
  const raised = Array.from(String(Number(exponent)), (sign) => (sign === "-" ? "⁻" : "⁰¹²³⁴⁵⁶⁷⁸⁹"[Number(sign)]));
  return `${formatNumber(Number(digits), digits.endsWith(".0") ? 0 : 1)}\u00a0×\u00a010${raised.join("")}`;
}

/** A day and a time, from milliseconds since 1970. */
export function formatDate(date: number): string {
  return new Date(date).toLocaleString(language.value, { dateStyle: "medium", timeStyle: "short" });
}
