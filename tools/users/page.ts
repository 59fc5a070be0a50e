// A page without a bundler, whose import map names the packages' files; and a module worker, to which no import map
// applies, so that its script is a bundle.
import { readFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { join, normalize } from "node:path";
import { launch } from "../browser/chromium.js";
import { program, wanted } from "./bundlers.mjs";
import { expect } from "./project.mjs";

const imported = ["tensor", "autograd", "nn", "optim", "hub", "datasets", "serialize", "vision", "backend-wasm"];

/** The addresses of what `lumbre` imports, by name. */
function importMap(project: string): string {
  const names = ["lumbre", ...imported.map((name) => `@lumbre/${name}`)];
  const entries = names.flatMap((name) => {
    const { exports } = JSON.parse(readFileSync(join(project, "node_modules", name, "package.json"), "utf8"));
    return Object.entries(exports as Record<string, { default: string }>).map(([path, { default: script }]) => [
      join(name, path),
      `/${join("node_modules", name, script)}`,
    ]);
  });
  // What @lumbre/serialize reads archives with.
  entries.push(["fflate", "/node_modules/fflate/esm/browser.js"]);
  return JSON.stringify({ imports: Object.fromEntries(entries) });
}

const types: Record<string, string> = { html: "text/html", js: "text/javascript" };

/** Serves a folder, and pages that are no files. */
async function serve(project: string, pages: Record<string, string>): Promise<Server> {
  const server = createServer((request, response) => {
    const path = normalize(new URL(request.url ?? "", "http://localhost").pathname);
    try {
      const text = pages[path] ?? readFileSync(join(project, path));
      response.writeHead(200, { "content-type": types[path.split(".").at(-1) ?? ""] ?? "text/plain" });
      response.end(text);
    } catch {
      response.writeHead(404);
      response.end();
    }
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return server;
}

const script = `${program}
  window.page = found;
  const worker = new Worker("/worker.js", { type: "module" });
  worker.onmessage = ({ data }) => { window.worker = data; };`;

export async function checkPage(project: string, executable: string): Promise<void> {
  const html = `<!doctype html><link rel="icon" href="data:,"><script type="importmap">${importMap(project)}</script>
    <script type="module">${script}</script>`;
  const server = await serve(project, { "/page.html": html });
  const browser = await launch(executable);
  try {
    const page = await browser.newPage();
    const errors: string[] = [];
    page.on("pageerror", ({ message }) => errors.push(message));
    const { port } = server.address() as AddressInfo;
    await page.goto(`http://127.0.0.1:${port}/page.html`, { waitUntil: "load" });
    const find = (name: string): Promise<unknown> =>
      page
        .waitForFunction((name) => (window as never as Record<string, unknown>)[name], name, { timeout: 30_000 })
        .then((found) => found.jsonValue())
        .catch((error: Error) => [...errors, error.message].join());
    expect("a page without a bundler works, by an import map", await find("page"), wanted);
    expect("a module worker works", await find("worker"), wanted);
  } finally {
    await browser.close();
    server.closeAllConnections();
    server.close();
  }
}
