import { readdir, readFile } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { extname, join, normalize } from "node:path";
import { builtDemo } from "./build.js";

const types: Readonly<Record<string, string>> = {
  ".html": "text/html",
  ".js": "text/javascript",
  ".css": "text/css",
  ".svg": "image/svg+xml",
};

const isolation = { "cross-origin-opener-policy": "same-origin", "cross-origin-embedder-policy": "require-corp" };

/** The built demo on the loopback address, below a sub-path, as a static host would serve it. */
export class DemoSite {
  /** Added to the service worker's script, as another version has another script. */
  serviceWorkerSuffix = "";
  /** A part of a file's name: what is served of such files has a byte changed. */
  corrupted: string | null = null;
  /** A Content-Security-Policy, sent with every file. */
  policy: string | null = null;
  /** Texts in scripts that are served as others: the hashes of files that a test makes. */
  readonly replaced = new Map<string, string>();

  private constructor(
    private readonly folder: string,
    private readonly server: Server,
  ) {}

  static async open(): Promise<DemoSite> {
    const folder = await builtDemo();
    const server = createServer();
    const site = new DemoSite(folder, server);
    server.on("request", ({ url = "" }, response) => {
      void site.answer(new URL(url, "http://localhost").pathname).then(({ status, type, headers, body }) => {
        const policy = site.policy === null ? {} : { "content-security-policy": site.policy };
        response.writeHead(status, { "content-type": type, "cache-control": "no-cache", ...policy, ...headers });
        response.end(body);
      });
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    return site;
  }

  /** The page's address: with the headers for shared memory or without, which are two sites to the browser. */
  address(isIsolated: boolean): string {
    const { port } = this.server.address() as AddressInfo;
    return `http://${isIsolated ? "localhost" : "127.0.0.1"}:${port}/${isIsolated ? "isolated" : "plain"}/demo/`;
  }

  private async answer(path: string): Promise<Answer> {
    const [, room, , ...rest] = path.split("/");
    const name = normalize(rest.join("/") || "index.html");
    const headers = room === "isolated" ? isolation : {};
    const body = name.startsWith("..") ? null : await readFile(join(this.folder, name)).catch(() => null);
    if (body === null) return { status: 404, type: "text/plain", headers, body: Buffer.from("not found") };
    if (this.corrupted !== null && name.includes(this.corrupted)) body[body.length >> 1] ^= 1;
    if (name.endsWith(".js") && this.replaced.size > 0) {
      let text = body.toString();
      for (const [old, other] of this.replaced) text = text.replaceAll(old, other);
      return { status: 200, type: types[".js"], headers, body: text };
    }
    if (name === "sw.js")
      return { status: 200, type: types[".js"], headers, body: `${body}${this.serviceWorkerSuffix}` };
    return { status: 200, type: types[extname(name)] ?? "application/octet-stream", headers, body };
  }

  /** No request is answered any more. */
  async kill(): Promise<void> {
    const closed = new Promise((resolve) => this.server.close(resolve));
    this.server.closeAllConnections();
    await closed;
  }

  /** The number of files that a service worker has to keep: all but itself. */
  async fileCount(): Promise<number> {
    const entries = await readdir(this.folder, { recursive: true, withFileTypes: true });
    return entries.filter((entry) => entry.isFile() && entry.name !== "sw.js").length;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.server.listening) await this.kill();
  }
}

interface Answer {
  readonly status: number;
  readonly type: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer | string;
}
