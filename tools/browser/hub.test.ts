import { createHash } from "node:crypto";
import { fileURLToPath } from "node:url";
import type * as Hub from "@lumbre/hub";
import { FileServer, send } from "@lumbre/testing";
import type { Browser, Page } from "playwright-core";
import { rolldown } from "rolldown";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { launch } from "./chromium.js";
import { executable, isSkipped } from "./testBrowser.js";

const content = Uint8Array.from({ length: 100_000 }, (_, i) => (i * i) % 251);
const sha256 = createHash("sha256").update(content).digest("hex");
const md5 = createHash("md5").update(content).digest("hex");

describe.skipIf(isSkipped)("hub in Chromium", () => {
  let browser: Browser;
  let server: FileServer;
  let script: Buffer;
  let page: Page;

  beforeAll(async () => {
    const input = fileURLToPath(new URL("../../packages/hub/src/index.ts", import.meta.url));
    const bundle = await rolldown({ input, platform: "browser" });
    const { output } = await bundle.generate({ format: "iife", name: "hub", codeSplitting: false });
    script = Buffer.from(output[0].code);
    [browser, server] = await Promise.all([launch(executable as string), new FileServer().start()]);
  });
  afterAll(async () => {
    await browser?.close();
    await server?.close();
  });

  beforeEach(async () => {
    server.answer = (_, response, path) => {
      if (path === "/")
        send(response, Buffer.from("<!doctype html><script src=hub.js></script>"), { "Content-Type": "text/html" });
      else if (path === "/hub.js") send(response, script, { "Content-Type": "text/javascript" });
      else if (path === "/numbers") setTimeout(() => send(response, content), 200);
      else send(response, Buffer.from("no such file"), {}, 404);
    };
    server.requests.length = 0;
    page = await (await browser.newContext()).newPage();
    await page.goto(server.url);
    return () => page.context().close();
  });

  /** Loads the file in a page; gives its length, or the error. */
  const load = (where: Page, options: Hub.LoadFileOptions = {}): Promise<unknown> =>
    where.evaluate(
      async ({ url, options }) => {
        const { hub } = window as unknown as { readonly hub: typeof Hub };
        return hub.loadFile("set/numbers", `${url}/numbers`, options).then(
          ({ bytes }) => bytes.length,
          (error) => `${error.name}: ${error.message}`,
        );
      },
      { url: server.url, options: { sha256, md5, ...options } },
    );
  const asked = (): number => server.requests.filter((path) => path === "/numbers").length;

  test("keeps what it downloaded, and checks it again", async () => {
    expect(await load(page)).toBe(content.length);
    expect(await load(page, { download: false })).toBe(content.length);
    expect(await load(page, { cache: false })).toBe(content.length);
    expect(asked()).toBe(2);
    // Somebody else's bytes under the name.
    await page.evaluate(async () => {
      const cache = await caches.open("lumbre");
      for (const key of await cache.keys()) await cache.put(key, new Response("other"));
    });
    expect(await load(page)).toBe(content.length);
    expect(asked()).toBe(3);
    expect(await load(page, { download: false })).toBe(content.length);
  });

  test("downloads once for two pages", async () => {
    const other = await page.context().newPage();
    await other.goto(server.url);
    expect(await Promise.all([load(page), load(other)])).toEqual([content.length, content.length]);
    expect(asked()).toBe(1);
  });

  test("keeps nothing that is wrong, and has no folders", async () => {
    expect(await load(page, { sha256: "0".repeat(64) })).toMatch(/^HubError: could not get .*\n.*wrong contents/);
    expect(await load(page, { download: false })).toBe(
      "NotFoundError: set/numbers is not in this browser's cache, and download is false",
    );
    expect(await load(page, { folder: "data" })).toBe(
      'HubError: set/numbers: there are no folders in a browser; leave "data" out',
    );
  });
});
