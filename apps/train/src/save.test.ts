import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { sampled, writeNoiseMnist } from "@lumbre/testing";
import { loadSafetensors } from "lumbre";
import { rolldown } from "rolldown";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { createModel } from "./models.js";
import { createCommand, parseOptions, type TrainOptions } from "./options.js";
import { run } from "./run.js";
import { requireWritable, SaveError, saveWeights } from "./save.js";

// Beside the packages that the program imports and that are not of this repo.
const built = fileURLToPath(new URL(`../../../node_modules/.cache/lumbre-train-${process.pid}/`, import.meta.url));

/** A program as one module that Node runs; the packages of this repo are in it. */
async function build(name: string, input: string): Promise<void> {
  const bundle = await rolldown({
    input,
    platform: "node",
    external: ["commander", "cli-progress"],
    resolve: {
      conditionNames: ["@lumbre/source", "node", "import", "default"],
      extensionAlias: { ".js": [".ts", ".js"] },
    },
    logLevel: "silent",
  });
  await bundle.write({ file: join(built, `${name}.mjs`), codeSplitting: false });
  await bundle.close();
}

const source = (name: string): string => fileURLToPath(new URL(`./${name}`, import.meta.url));

/** A program that saves a network again and again, and says so after the first time. */
const loop = `
  import { CNN } from ${JSON.stringify(source("models.ts"))};
  import { saveWeights } from ${JSON.stringify(source("save.ts"))};
  const model = new CNN();
  for (let i = 0; ; i++) {
    saveWeights(model, process.argv[2]);
    if (i === 0) console.log("saved");
  }`;

let folder: string;
let target: string;
const children = new Set<ChildProcess>();

beforeAll(async () => {
  mkdirSync(built, { recursive: true });
  writeFileSync(join(built, "loop.js"), loop);
  await build("main", source("main.ts"));
  await build("loop", join(built, "loop.js"));
}, 120_000);
afterAll(() => rmSync(built, { recursive: true, force: true }));
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "lumbre-train-"));
  target = join(folder, "weights.safetensors");
});
afterEach(() => {
  for (const child of children) child.kill("SIGKILL");
  rmSync(folder, { recursive: true, force: true });
});

/** A folder with images of noise in MNIST's files. */
function noise(train: number, test: number): string {
  const data = join(folder, "data");
  writeNoiseMnist(data, train, test);
  return data;
}

const argv = (...more: string[]): string[] => [
  ...["--model", "lenet5", "--device", "cpu", "--batch-size", "4", "--root", noise(16, 4), "--save", target],
  ...more,
];

interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the program; `onOutput` is told of all that it has printed so far. */
function start(given: string[], onOutput: (stdout: string, child: ChildProcess) => void = () => {}): Promise<Ended> {
  const child = spawn(process.execPath, [join(built, "main.mjs"), ...given]);
  children.add(child);
  let [stdout, stderr] = ["", ""];
  child.stdout.on("data", (data) => onOutput((stdout += data), child));
  child.stderr.on("data", (data) => (stderr += data));
  return new Promise((resolve) => child.on("close", (code) => resolve({ code, stdout, stderr })));
}

const leftBeside = (): string[] => readdirSync(folder).filter((name) => name.endsWith(".part"));
const isWhole = (): boolean => loadSafetensors(readFileSync(target)).get("classifier.5.bias")?.numel() === 10;

describe("the program", () => {
  test("writes the weights that it trained", async () => {
    const { code, stdout, stderr } = await start(argv("--epochs", "1"));
    expect(stdout, stderr).toContain(`weights written to ${target}`);
    expect(code).toBe(0);
    expect(isWhole()).toBe(true);
    expect(leftBeside()).toEqual([]);
  });

  test.each([
    ["SIGINT", 130],
    ["SIGTERM", 143],
  ] as const)("%s ends it with what it has learned", async (signal, code) => {
    let isSent = false;
    const ended = await start(argv("--epochs", "1000000"), (stdout, child) => {
      if (isSent || !/\n {4}1 /.test(stdout)) return;
      isSent = true;
      child.kill(signal);
    });
    expect(ended.stdout).toContain(`\nstopped\nweights written to ${target}`);
    expect(ended.code).toBe(code);
    expect(isWhole()).toBe(true);
  });

  test("tries its target before it trains", async () => {
    const { code, stdout, stderr } = await start(argv("--save", join(folder, "missing", "w.safetensors")));
    expect(stderr).toMatch(/^SaveError: --save: .*missing.* cannot be written: ENOENT/);
    expect(stdout).toBe("");
    expect(code).toBe(1);
  });
});

describe("a run that is killed at any moment", () => {
  const given = (...more: string[]): string[] => [
    ...["--model", "lenet5", "--device", "cpu", "--batch-size", "4", "--root", noise(24, 4), "--save", target],
    ...["--epochs", "2", "--augment", "--optimizer", "sgd", "--schedule", "onecycle", "--seed", "2", ...more],
  ];

  test("ends with the weights of an unbroken one", async () => {
    expect((await start(given())).code).toBe(0);
    const expected = readFileSync(target);
    rmSync(target);
    const resumed = given("--checkpoint", join(folder, "run"), "--checkpoint-every", "0", "--resume");
    const moments: string[] = [];
    for (const delay of sampled([20, 0, 150, 70, 40, 110, 90, 10, 200, 60], 3)) {
      let isSent = false;
      const { stdout, code } = await start(resumed, (_, child) => {
        // The network is printed when all is loaded, right before the first step.
        if (!isSent) setTimeout(() => child.kill("SIGKILL"), delay);
        isSent = true;
      });
      moments.push(`${code} ${/epoch \d, after \d+ of \d+ steps|this is the beginning/.exec(stdout)?.[0]}`);
    }
    const { code, stdout, stderr } = await start(resumed);
    expect(code, `${moments}\n${stdout}${stderr}`).toBe(0);
    expect(Buffer.compare(readFileSync(target), expected), `${moments}`).toBe(0);
    expect(readdirSync(join(folder, "run"))).toEqual(["checkpoint.pt"]);
  });
});

describe("what was not trained", () => {
  test("is not written over what was", async () => {
    const print = vi.spyOn(console, "log").mockImplementation(() => {});
    writeFileSync(target, "earlier");
    await run(parseOptions(argv()), () => true);
    expect(readFileSync(target, "utf8")).toBe("earlier");
    expect(print).toHaveBeenLastCalledWith(`no weights written to ${target}: there was no step of training`);
    print.mockRestore();
  });
});

describe("a target that cannot be written", () => {
  test.each<[string, () => string, RegExp]>([
    ["a folder", () => folder, /is a folder; name a file in it/],
    ["a folder that is missing", () => join(folder, "a", "b"), /cannot be written: ENOENT/],
    ["a file in place of a folder", () => join(built, "main.mjs", "b"), /cannot be written: E/],
  ])("%s", (_, path, message) => {
    expect(() => requireWritable(path())).toThrow(SaveError);
    expect(() => requireWritable(path())).toThrow(message);
  });

  test("is asked without a trace", () => {
    requireWritable(target);
    expect(readdirSync(folder)).toEqual([]);
    writeFileSync(target, "earlier");
    requireWritable(target);
    expect(readFileSync(target, "utf8")).toBe("earlier");
  });

  test.skipIf(process.platform === "win32")("may be a pipe, beside which nothing is written", () => {
    spawnSync("mkfifo", [target]);
    requireWritable(target);
    expect(readdirSync(folder)).toEqual(["weights.safetensors"]);
  });
});

describe("weights that are being written", () => {
  test("are the old ones or the new ones after kill -9", async () => {
    for (let delay = 0; delay < 60; delay += 5) {
      saveWeights(createModel("cnn", "mnist"), target);
      const child = spawn(process.execPath, [join(built, "loop.mjs"), target], {
        stdio: ["ignore", "pipe", "inherit"],
      });
      children.add(child);
      const isClosed = new Promise((resolve) => child.on("close", resolve));
      await Promise.race([new Promise((resolve) => child.stdout.once("data", resolve)), isClosed]);
      await new Promise((resolve) => setTimeout(resolve, delay));
      child.kill("SIGKILL");
      await isClosed;
      expect(loadSafetensors(readFileSync(target)).get("fc.weight")?.shape).toEqual([10, 6272]);
    }
  });

  test.skipIf(process.platform === "win32")("leave the earlier ones where the disk is full", () => {
    writeFileSync(target, "earlier");
    // A limit of the size of files stands for a disk without room: the write fails half-way.
    const script = `trap "" XFSZ; ulimit -f 100; exec "${process.execPath}" "${join(built, "loop.mjs")}" "${target}"`;
    const { stderr, status } = spawnSync("bash", ["-c", script], { encoding: "utf8" });
    expect(stderr).toContain(
      `SaveError: the weights cannot be written: EFBIG: file too large, write; ${target} is as it was`,
    );
    expect(status).toBe(1);
    expect(readFileSync(target, "utf8")).toBe("earlier");
    expect(leftBeside()).toEqual([]);
  });
});

describe("options out of reason", () => {
  const parse = (...given: string[]): TrainOptions => {
    const command = createCommand().exitOverride();
    command.configureOutput({ writeErr: () => {}, writeOut: () => {} });
    return parseOptions(given, command);
  };

  test.each([
    [["--seed", ""], "It must be a whole number >= 0."],
    [["--seed", " "], "It must be a whole number >= 0."],
    [["--seed", "1e20"], "It must be a whole number >= 0."],
    [["--seed", "0x10"], "It must be a whole number >= 0."],
    [["--epochs", ""], "It must be a whole number >= 1."],
    [["--epochs", "1e999"], "It must be a whole number >= 1."],
    [["--batch-size", "-1"], "It must be a whole number >= 1."],
    [["--limit", "1.5"], "It must be a whole number >= 1."],
    [["--lr", ""], "It must be a number > 0."],
    [["--lr", "NaN"], "It must be a number > 0."],
    [["--threads", "500"], "It must be a whole number from 1 to 64."],
    [["--save", ""], "It must be a path."],
    [["--plot", "curves.pdf"], "It must be a path that ends in .svg or .png."],
    [["--checkpoint", ""], "It must be a path."],
    [["--checkpoint-every", "-1"], "It must be a number >= 0."],
    [["--root", " "], "It must be a path."],
  ])("%j", (given, message) => {
    expect(() => parse(...given)).toThrow(message);
  });

  test("a batch larger than all images is all images", async () => {
    const lines: string[] = [];
    const print = vi.spyOn(console, "log").mockImplementation((line) => void lines.push(line));
    expect(parse("--batch-size", "1e6").batchSize).toBe(1_000_000);
    const given = argv("--batch-size", "1e6", "--epochs", "1", "--limit", "8");
    await run(parseOptions(given), () => false);
    print.mockRestore();
    expect(lines.join("\n")).toContain("[8, 10]");
    expect(isWhole()).toBe(true);
  });
});
