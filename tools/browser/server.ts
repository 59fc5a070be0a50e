import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

/** A server on the loopback address that ends with `await using`. */
export interface PageServer extends AsyncDisposable {
  /** The address of the page, cross-origin isolated or not. */
  page(isIsolated: boolean): string;
}

const html = '<!doctype html><title>lumbre</title><script type="module" src="./page.js"></script>';
const isolation = { "cross-origin-opener-policy": "same-origin", "cross-origin-embedder-policy": "require-corp" };

/** Serves the files twice: under /isolated/ with the headers for shared memory, under /plain/ without. */
export async function servePages(files: ReadonlyMap<string, string>): Promise<PageServer> {
  const server = createServer(({ url = "" }, response) => {
    const [, room, ...rest] = url.split("/");
    const name = rest.join("/");
    const text = name === "" ? html : files.get(name);
    response.writeHead(text === undefined ? 404 : 200, {
      "content-type": name === "" ? "text/html" : "text/javascript",
      ...(room === "isolated" ? isolation : {}),
    });
    response.end(text);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    page: (isIsolated) => `http://127.0.0.1:${port}/${isIsolated ? "isolated" : "plain"}/`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
