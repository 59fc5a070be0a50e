import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PassThrough } from "node:stream";
import { gzipSync } from "node:zlib";
import { FileServer } from "@lumbre/testing";
import { afterEach, beforeEach, expect, test } from "vitest";
import { bundledMnist } from "./dataSets.js";
import { downloadDataset, showProgress } from "./download.js";

let server: FileServer;
let folder: string;
beforeEach(async () => {
  server = await new FileServer().start();
  folder = mkdtempSync(join(tmpdir(), "lumbre-data-"));
});
afterEach(async () => {
  await server.close();
  rmSync(folder, { recursive: true });
});

async function run(...argv: string[]): Promise<{ readonly code: number; readonly text: string }> {
  const output = new PassThrough();
  const code = await downloadDataset(argv, output);
  return { code, text: String(output.read() ?? "") };
}

const names = ["train-images-idx3", "train-labels-idx1", "t10k-images-idx3", "t10k-labels-idx1"].map(
  (name) => `${name}-ubyte`,
);

test("gets the genuine files into a folder, and does not get them twice", async () => {
  const source = readdirSync(bundledMnist()).map((name) => [name, readFileSync(join(bundledMnist(), name))] as const);
  const packed = source.map(([name, bytes]) => [
    `/${name.replace(/\.gz$/, "")}.gz`,
    name.endsWith(".gz") ? bytes : gzipSync(bytes, { level: 1 }),
  ]);
  server.serve(Object.fromEntries(packed));
  const first = await run("mnist", folder, server.url);
  expect(first.code).toBe(0);
  expect(first.text).toContain(`mnist: 60000 training images in ${folder}\n`);
  expect(first.text).toContain(`mnist: 10000 test images in ${folder}\n`);
  expect(first.text).toContain("t10k-labels-idx1-ubyte: 100 % of 0.0 MB");
  expect(readdirSync(join(folder, "MNIST/raw")).sort()).toEqual([...names].sort());
  const asked = server.requests.length;
  expect((await run("mnist", folder, server.url)).code).toBe(0);
  expect(server.requests).toHaveLength(asked);
});

test("shows each tenth of each file once, and nothing where its length is not known", () => {
  const output = new PassThrough();
  const show = showProgress(output);
  const totalBytes = 2_500_000;
  for (const share of [0.05, 0.1, 0.19, 0.2, 0.55, 1]) show({ file: "a", bytes: share * totalBytes, totalBytes });
  show({ file: "b", bytes: 1, totalBytes: null });
  show({ file: "b", bytes: 30, totalBytes: 100 });
  expect(String(output.read()).split("\n")).toEqual([
    ...[10, 20, 50, 100].map((percent) => `a: ${percent} % of 2.5 MB`),
    "b: 30 % of 0.0 MB",
    "",
  ]);
});

test("says why files could not be got", async () => {
  const { code, text } = await run("cifar10", folder, server.url);
  expect([code, text]).toEqual([
    1,
    `could not get cifar-10-binary.tar.gz\n  ${server.url}/cifar-10-binary.tar.gz: HTTP 404 Not Found; expected the file\n`,
  ]);
});

test.each([[[]], [["cifar11", "dir"]], [["cifar10"]], [["cifar10", "a", "b", "c"]]])(
  "explains itself: %j",
  async (argv) => {
    const { code, text } = await run(...argv);
    expect(code).toBe(2);
    expect(text).toMatch(/^usage: npm run data -- NAME DIR/);
  },
);
