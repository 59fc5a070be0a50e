import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { isComplete } from "@lumbre/testing";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { type Example, fromMarkdown } from "../examples/collect.js";
import { runExample } from "../examples/run.js";
import { loadSmallMnist, writeSmallData } from "./smallData.js";

const tutorial = fileURLToPath(new URL("../../docs/tutorial/", import.meta.url));
const pages = readdirSync(join(tutorial, "en")).filter((name) => /^\d/.test(name));

const read = (language: string, page: string): string => readFileSync(join(tutorial, language, page), "utf8");
const program = (text: string, page: string): Example[] => fromMarkdown(`docs/tutorial/${page}`, text);

/** Code without what a translation changes: comments, and the texts that are shown. */
const untranslated = (code: string): string =>
  code
    .replace(/\/\*\*[\s\S]*?\*\/|\/\/(?! =>).*/g, "")
    .replace(/"[^"\n]*"|`[^`]*`/g, '""')
    .replace(/\s+/g, " ");

let folder: string;
const home = process.cwd();
let restore: () => void;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "lumbre-tutorial-"));
  writeSmallData(folder);
  restore = loadSmallMnist(folder);
  process.chdir(folder);
  for (const method of ["log", "info"] as const) vi.spyOn(console, method).mockImplementation(() => {});
});

afterAll(() => {
  process.chdir(home);
  restore();
  vi.restoreAllMocks();
  rmSync(folder, { recursive: true });
});

describe.each(pages)("%s", (page) => {
  const [english, spanish] = ["en", "es"].map((language) => program(read(language, page), page));

  // The pages that train again and again are left to the complete run.
  if (isComplete || page < "4") {
    test("runs as it stands", async () => {
      for (const example of english) if (example.noRun === null) await runExample(example);
    });
  }

  test("is the same program in Spanish", () => {
    expect(spanish.map(({ code }) => untranslated(code))).toEqual(english.map(({ code }) => untranslated(code)));
  });
});

test("every page and picture that is referred to is there, and every picture is shown", () => {
  const pictures = readdirSync(join(tutorial, "images")).map((name) => `images/${name}`);
  for (const language of ["en", "es"]) {
    const names = readdirSync(join(tutorial, language));
    expect(names).toEqual(readdirSync(join(tutorial, "en")));
    const links = names.flatMap((name) =>
      [...read(language, name).matchAll(/\]\((?!https?:)([^)#]+)/g)].map(([, target]) =>
        join(tutorial, language, target),
      ),
    );
    expect(links.filter((path) => !existsSync(path))).toEqual([]);
    expect(pictures.filter((name) => !links.includes(join(tutorial, name)))).toEqual([]);
  }
});
