// What users try first, from the packed packages and in an empty folder: TypeScript's ways to resolve, bundlers, a page
// without one, a worker, and CommonJS. `npm run check:users` runs it.
import { join } from "node:path";
import { findChromium } from "../browser/chromium.js";
import { checkBundlers } from "./bundlers.mjs";
import { checkPage } from "./page.js";
import { conclude, evaluate, expect, folder, install, publishable, root, run } from "./project.mjs";
import { checkTypeScript } from "./typescript.mjs";

/** Packs every package. */
function packAll(): string[] {
  const target = folder("tarballs");
  return publishable.map((name) => {
    const args = ["pack", "--json", "--pack-destination", target];
    const [{ filename }] = JSON.parse(run("npm", args, join(root, "packages", name)));
    return join(target, filename);
  });
}

/** `require` of ES modules, which Node has since 20.19 and 22.12. */
function checkCommonJs(project: string): void {
  const code = `const { tensor } = require("lumbre");
    console.log(String(tensor([1, 2]).add(1)));`;
  expect("CommonJS requires lumbre", evaluate(project, code, "program.cjs"), "tensor([2., 3.])");
}

await conclude(async () => {
  const project = install("users", [...packAll(), "esbuild@0.27", "webpack@5", "typescript@7"]);
  checkTypeScript(project);
  checkCommonJs(project);
  await checkBundlers(project);
  const chromium = findChromium();
  if (chromium !== null) await checkPage(project, chromium);
  else if (process.env.LUMBRE_REQUIRE_BROWSER === "1") throw new Error("there is no Chromium on the PATH");
  else console.warn("  SKIPPED: a page and a worker, for there is no Chromium on the PATH");
});
