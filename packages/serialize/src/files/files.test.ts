import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import {
  closeSync,
  constants,
  existsSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  readSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { arange, ones, type Tensor, tensor } from "@lumbre/tensor";
import ts from "typescript";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import * as bytes from "../index.js";
import { load, loadNpy, loadNpz, loadSafetensors, save, saveNpy, saveNpz, saveSafetensors } from "../node.js";
import { writeWhole } from "./write.js";

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "serialize-"));
});
afterAll(() => rmSync(folder, { recursive: true }));

const tensors = { a: arange(6).view(2, 3), b: tensor([true, false]), empty: ones(0) };

test("a new file, whose name a URL has to escape, is written by URL", () => {
  const path = join(folder, "a new file, 100 %");
  saveNpy(tensors.a, pathToFileURL(path));
  expect(loadNpy(path).toArray()).toEqual(tensors.a.toArray());
  rmSync(path);
});

test("files are read as they were written, by path and by URL", () => {
  const path = join(folder, "x");
  save({ epoch: 1, ...tensors }, path);
  expect(load<{ epoch: number; a: Tensor }>(pathToFileURL(path)).a.toArray()).toEqual(tensors.a.toArray());
  saveSafetensors(tensors, pathToFileURL(path), { metadata: { format: "pt" } });
  expect([...loadSafetensors(path)].map(([name, x]) => [name, x.toArray()])).toEqual(
    Object.entries(tensors).map(([name, x]) => [name, x.toArray()]),
  );
  saveNpy(tensors.a.t(), path);
  expect(loadNpy(path).toArray()).toEqual(tensors.a.t().toArray());
  saveNpz(tensors, path, { compressed: true });
  expect(loadNpz(path).get("a")?.toArray()).toEqual(tensors.a.toArray());
  expect(readdirSync(folder)).toEqual(["x"]);
});

test("a file has the bytes that the main entry gives", () => {
  const path = join(folder, "same");
  saveSafetensors(tensors, path, { metadata: { a: "b" } });
  expect(new Uint8Array(readFileSync(path))).toEqual(bytes.saveSafetensors(tensors, { metadata: { a: "b" } }));
});

describe("errors", () => {
  test("of the format name the file", () => {
    const path = join(folder, "damaged");
    writeFileSync(path, "not a model");
    expect(() => load(path)).toThrow(`load: ${path}: the bytes do not start as a file of torch.save does`);
    expect(() => loadNpy(path)).toThrow(`loadNpy: ${path}: the bytes do not start as a .npy file does`);
    expect(() => loadNpz(path)).toThrow(`loadNpz: ${path}: the zip archive has no end record`);
    expect(() => loadSafetensors(path)).toThrow(`loadSafetensors: ${path}: the header is`);
    writeFileSync(path, "few");
    expect(() => loadSafetensors(path)).toThrow(`loadSafetensors: ${path}: got 3 bytes, expected at least 8`);
  });

  test("of safetensors that are cut name the file", () => {
    const path = join(folder, "cut");
    const whole = bytes.saveSafetensors(tensors);
    for (const length of [0, 7, 8, 50, whole.length - 1]) {
      writeFileSync(path, whole.subarray(0, length));
      expect(() => loadSafetensors(path)).toThrow(bytes.FormatError);
    }
  });

  test("of arguments come before anything is touched", () => {
    expect(() => save({}, "" as never)).toThrow("save: file must be the path of a file");
    expect(() => save("model.pt", 3 as never)).toThrow("save: file must be the path of a file, got 3");
    const path = join(folder, "kept");
    writeFileSync(path, "before");
    expect(() => save({ f: () => 0 }, path)).toThrow("save: object.f must be a tensor or a plain value");
    expect(readFileSync(path, "utf8")).toBe("before");
  });
});

describe("a file that is being written", () => {
  test("is the old one or the new one, whenever the program is killed", { timeout: 180_000 }, async () => {
    const path = join(folder, "killed");
    const script = join(folder, "write.mjs");
    const { outputText } = ts.transpileModule(readFileSync(new URL("./write.ts", import.meta.url), "utf8"), {
      compilerOptions: { module: ts.ModuleKind.ESNext, target: ts.ScriptTarget.ES2022 },
    });
    const loop = `process.stdout.write("begins");
      for (let i = 1; ; i++) writeWhole(process.argv[2], new Uint8Array(2 ** 20).fill(i % 2 + 1));`;
    writeFileSync(script, outputText + loop);
    const killAfter = async (delay: number): Promise<void> => {
      const child = spawn(process.execPath, [script, path], { stdio: ["ignore", "pipe", "inherit"] });
      await once(child.stdout, "data");
      await new Promise((resolve) => setTimeout(resolve, delay));
      child.kill("SIGKILL");
      await once(child, "close");
    };
    const lengths = new Set<number>();
    const isDone = (delay: number): boolean => delay > 100 && lengths.has(2 ** 20);
    for (let delay = 0; delay < 3000 && !isDone(delay); delay = delay * 3 + 20) {
      writeFileSync(path, Uint8Array.of(9));
      await killAfter(delay);
      const found = new Uint8Array(readFileSync(path));
      lengths.add(found.length);
      if (found.length !== 1) expect([found.length, ...new Set(found)]).toEqual([2 ** 20, found[0]]);
    }
    expect(lengths).toContain(2 ** 20);
    for (const name of readdirSync(folder)) if (name.endsWith(".part")) rmSync(join(folder, name));
  });

  test("takes away what killed processes left beside it, and nothing else", () => {
    const path = join(folder, "left.pt");
    const id = "01234567-89ab-cdef-0123-456789abcdef";
    const gone = 2 ** 30;
    // Seconds since each was written, and whether it is taken away: after a minute, or a day where its process runs.
    const day = 24 * 3600;
    const files: Record<string, readonly [age: number, isTaken: boolean]> = {
      [`left.pt.${gone}.${id}.part`]: [3600, true],
      [`left.pt.${gone + 1}.${id}.part`]: [60, false],
      [`left.pt.${gone + 2}.${id}.part`]: [61, true],
      [`left.pt.${process.pid}.${id}.part`]: [day, false],
      [`left.pt.1.${id}.part`]: [day + 1, true],
      [`left.pt.${gone}.${id.slice(1)}.part`]: [3600, false],
      [`other.pt.${gone}.${id}.part`]: [3600, false],
      "left.pt.notes.part": [3600, false],
    };
    const now = Math.floor(Date.now() / 1000);
    for (const [name, [age]] of Object.entries(files)) {
      writeFileSync(join(folder, name), "");
      utimesSync(join(folder, name), now - age, now - age);
    }
    const clock = vi.spyOn(Date, "now").mockReturnValue(1000 * now);
    save(tensors, path);
    clock.mockRestore();
    const left = readdirSync(folder).filter((name) => name in files);
    expect(left.sort()).toEqual(
      Object.keys(files)
        .filter((name) => !files[name][1])
        .sort(),
    );
    for (const name of left) rmSync(join(folder, name));
  });

  test("keeps what it had when the new one cannot be written", () => {
    const path = join(folder, "missing", "file");
    expect(() => writeWhole(path, new Uint8Array(1))).toThrow("ENOENT");
    expect(existsSync(join(folder, "missing"))).toBe(false);
  });

  test("replaces what a link leads to", () => {
    const target = join(folder, "target");
    writeFileSync(target, "old");
    symlinkSync(target, join(folder, "link"));
    writeWhole(join(folder, "link"), new TextEncoder().encode("new"));
    expect(readFileSync(target, "utf8")).toBe("new");
  });

  // A pipe of its own: a test that fails must not replace what the machine needs, such as /dev/null.
  test.skipIf(process.platform === "win32")("is written into a pipe, which is never replaced", () => {
    const path = join(folder, "pipe");
    execFileSync("mkfifo", [path]);
    const end = openSync(path, constants.O_RDWR | constants.O_NONBLOCK);
    writeWhole(path, Uint8Array.of(1, 2, 3));
    expect(statSync(path).isFIFO()).toBe(true);
    const read = new Uint8Array(4);
    expect([readSync(end, read), ...read]).toEqual([3, 1, 2, 3, 0]);
    closeSync(end);
    rmSync(path);
  });
});
