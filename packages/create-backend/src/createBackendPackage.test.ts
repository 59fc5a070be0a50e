import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { createBackendPackage, main } from "./index.js";

let parent: string;

beforeEach(() => {
  parent = mkdtempSync(join(tmpdir(), "create-backend-"));
});

afterEach(() => {
  rmSync(parent, { recursive: true, force: true });
  vi.restoreAllMocks();
});

test("a new package bears its own name everywhere", () => {
  const folder = join(parent, "lumbre-backend-web-gpu");
  const { name, backend, files } = createBackendPackage(folder);
  expect([name, backend]).toEqual(["lumbre-backend-web-gpu", "web-gpu"]);
  expect(files).toContain(".gitignore");
  expect(files).toContain("src/createWebGpu.ts");
  const texts = files.map((path) => readFileSync(join(folder, path), "utf8"));
  expect(texts.join()).not.toMatch(/__[A-Za-z]+__/);
  const manifest = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
  const { version } = JSON.parse(readFileSync(new URL("../package.json", import.meta.url), "utf8"));
  expect(manifest.name).toBe(name);
  expect(manifest.peerDependencies).toEqual({ "@lumbre/tensor": `^${version}` });
  expect(readFileSync(join(folder, "src/conformance.test.ts"), "utf8")).toContain(
    'describeBackend("web-gpu", createWebGpu, ',
  );
});

test.each([
  ["backend-metal", "metal"],
  ["metal-backend", "metal"],
  ["metal", "metal"],
  ["backend", "backend"],
])("the backend of %s is %s", (name, backend) => {
  expect(createBackendPackage(join(parent, name)).backend).toBe(backend);
});

test("nothing is written into a folder that is not empty, or under a name that npm refuses", () => {
  const folder = join(parent, "mine");
  mkdirSync(folder);
  writeFileSync(join(folder, "notes.txt"), "");
  const error = vi.spyOn(console, "error").mockImplementation(() => {});
  expect(main([folder])).toBe(1);
  expect(main([join(parent, "Metal")])).toBe(1);
  expect(error.mock.calls.flat()).toEqual([
    `create-backend: ${folder} is not empty; expected a new folder`,
    'create-backend: "Metal" is no package name; expected lower-case letters, digits, -, _ and .',
  ]);
  expect(readdirSync(parent, { recursive: true })).toEqual(["mine", "mine/notes.txt"]);
});

test("what is no path is refused", () => {
  const wrong = createBackendPackage as (...args: unknown[]) => unknown;
  const message = "create-backend: expected the path of one folder; write createBackendPackage(folder)";
  for (const given of [[], [null], [1], [""], [join(parent, "a"), "b"]])
    expect(() => wrong(...given)).toThrow(new TypeError(message));
  expect(readdirSync(parent)).toEqual([]);
});

test("the command says what comes next", () => {
  const log = vi.spyOn(console, "log").mockImplementation(() => {});
  const folder = join(parent, "backend-metal");
  expect(main([folder])).toBe(0);
  expect(log.mock.calls.flat().join("\n")).toContain(`cd ${folder}\n  npm install\n  npm test`);
});
