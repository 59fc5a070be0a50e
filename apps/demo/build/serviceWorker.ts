import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { type Plugin, transformWithOxc } from "vite";

/** Files below public/, which no bundle lists. */
const publicFiles = ["icon.svg"];

/** Writes sw.js: the service worker behind the list of the site's files and their hash. */
export function serviceWorker(source: string): Plugin {
  return {
    name: "service-worker",
    apply: "build",
    enforce: "post",
    async generateBundle(_, bundle) {
      const hash = createHash("sha256");
      const code = await readFile(source, "utf8");
      hash.update(code);
      for (const file of Object.values(bundle)) hash.update(file.type === "chunk" ? file.code : file.source);
      const names = [...Object.keys(bundle).filter((name) => !name.endsWith(".map")), ...publicFiles];
      // The page itself is kept under the folder's address.
      const isRest = (name: string): boolean => name.startsWith("data/") || name.includes("gpuJs");
      const files = {
        shell: ["./", ...names.filter((name) => name !== "index.html" && !isRest(name))],
        rest: names.filter(isRest),
      };
      const { code: script } = await transformWithOxc(code, source, { target: "es2022" });
      const constants = `const VERSION = ${JSON.stringify(hash.digest("hex").slice(0, 12))};\nconst FILES = ${JSON.stringify(files)};\n`;
      this.emitFile({ type: "asset", fileName: "sw.js", source: constants + script });
    },
  };
}
