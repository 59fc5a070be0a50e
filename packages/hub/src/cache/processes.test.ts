import { type ChildProcess, spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { Worker } from "node:worker_threads";
import { FileServer, isComplete, randomTensor, send } from "@lumbre/testing";
import { rolldown } from "rolldown";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";

const content = new Uint8Array(randomTensor([200_000], 1, { low: 0, high: 256 }).to("uint8").readSync());
const sha256 = createHash("sha256").update(content).digest("hex");

let module: string;
let server: FileServer;
let folder: string;
const children = new Set<ChildProcess>();

/** The package as one module, which processes of their own can import. */
beforeAll(async () => {
  module = join(mkdtempSync(join(tmpdir(), "lumbre-hub-module-")), "hub.mjs");
  const input = fileURLToPath(new URL("../index.ts", import.meta.url));
  const bundle = await rolldown({ input, external: (id) => /^(@noble|modern-tar)/.test(id), platform: "node" });
  await bundle.write({ file: module, codeSplitting: false });
  await bundle.close();
});
afterAll(() => rmSync(join(module, ".."), { recursive: true }));

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "lumbre-hub-"));
  server = await new FileServer().start();
});
afterEach(async () => {
  for (const child of children) child.kill("SIGKILL");
  await server.close();
  rmSync(folder, { recursive: true, force: true });
});

/** A program that loads the file and prints the length of what came, or the error. */
const program = (): string => `
  import { loadFile } from ${JSON.stringify(module)};
  const options = { folder: ${JSON.stringify(folder)}, sha256: ${JSON.stringify(sha256)}, retryDelays: [] };
  loadFile("a/numbers", ${JSON.stringify(`${server.url}/numbers`)}, options).then(
    ({ bytes }) => console.log(bytes.length),
    (error) => console.log(error.name, error.message));`;

/** A process with the program, and what it prints. */
function start(prefix = ""): { readonly child: ChildProcess; readonly output: Promise<string> } {
  const script = `${prefix} exec "${process.execPath}" --input-type=module -e "$PROGRAM"`;
  const child = spawn("bash", ["-c", script], { env: { ...process.env, PROGRAM: program() }, stdio: "pipe" });
  children.add(child);
  let text = "";
  child.stdout.on("data", (data) => (text += data));
  child.stderr.on("data", (data) => (text += data));
  const output = new Promise<string>((resolve) => child.on("close", () => resolve(text.trim())));
  return { child, output };
}

const stored = (): string[] => readdirSync(folder, { recursive: true }).map(String).sort();
const isWhole = (): void => {
  expect(stored()).toEqual(["a", "a/numbers"]);
  expect(new Uint8Array(readFileSync(join(folder, "a/numbers")))).toEqual(content);
};

/** Sends the first half, then waits. */
function sendHalf(): Promise<void> {
  return new Promise((resolve) => {
    server.answer = (_, response) => {
      response.writeHead(200, { "Content-Length": content.length });
      response.write(content.subarray(0, content.length / 2), () => resolve());
    };
  });
}

const length = String(content.length);

describe("several that want the same file at once: one downloads it, and all have it", () => {
  beforeEach(() => {
    server.answer = (_, response) => setTimeout(() => send(response, content), 1500);
  });

  test("processes", async () => {
    const outputs = [1, 2, 3].map(() => start().output);
    expect(await Promise.all(outputs)).toEqual([length, length, length]);
    expect(server.requests).toEqual(["/numbers"]);
    isWhole();
  });

  test("worker threads, with what one of the same process left in their way", async () => {
    mkdirSync(join(folder, "a"));
    writeFileSync(join(folder, `a/numbers.${process.pid}-0.part`), "half");
    const script = join(folder, "worker.mjs");
    const send = "(...values) => parentPort.postMessage(values.join(' '))";
    writeFileSync(script, `import { parentPort } from "node:worker_threads"; console.log = ${send}; ${program()}`);
    const lengths = [1, 2, 3].map(
      () =>
        new Promise((resolve, reject) => {
          const worker = new Worker(script);
          worker.on("message", resolve).on("error", reject);
        }),
    );
    expect(await Promise.all(lengths)).toEqual([length, length, length]);
    expect(server.requests).toEqual(["/numbers"]);
    rmSync(join(folder, `a/numbers.${process.pid}-0.part`));
    rmSync(script);
    isWhole();
  });
});

describe("a process that is killed in the middle", () => {
  test("leaves no file, and the next one downloads it", async () => {
    const half = sendHalf();
    const { child, output } = start();
    await half;
    child.kill("SIGKILL");
    await output;
    expect(stored()).toEqual(["a", "a/numbers.lock"]);
    server.serve({ "/numbers": content });
    expect(await start().output).toBe(length);
    isWhole();
  });

  test("makes way for one that waits for it", async () => {
    const half = sendHalf();
    const first = start();
    await half;
    const second = start();
    // Time for the second to see that the first is at it.
    await new Promise((resolve) => setTimeout(resolve, 1000));
    expect(server.requests).toHaveLength(1);
    server.serve({ "/numbers": content });
    first.child.kill("SIGKILL");
    expect(await second.output).toBe(length);
    isWhole();
  });
});

// It waits for ten seconds.
test.runIf(isComplete)(
  "a lock of another machine counts as long as somebody keeps it up",
  async () => {
    mkdirSync(join(folder, "a"));
    writeFileSync(join(folder, "a/numbers.lock"), JSON.stringify({ pid: 1, host: "elsewhere", id: "x" }));
    server.serve({ "/numbers": content });
    const begin = performance.now();
    expect(await start().output).toBe(length);
    expect(performance.now() - begin).toBeGreaterThan(9000);
    isWhole();
  },
  60_000,
);

test.each([
  ["while the file is written", 64],
  ["before it, so that there is no room for what the lock says either", 0],
])("a disk that fills up %s leaves nothing of it", async (_, kibibytes) => {
  server.serve({ "/numbers": content });
  // Files end at so many KiB, as if there were no more room.
  expect(await start(`trap '' XFSZ; ulimit -f ${kibibytes};`).output).toMatch(
    /^HubError .*a\/numbers cannot be written: EFBIG.*; LUMBRE_HOME names another folder for downloads$/,
  );
  expect(stored()).toEqual(["a"]);
});
