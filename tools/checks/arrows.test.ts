import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, expect, test } from "vitest";
import { isComplete, sampled } from "../testing/sampling.js";
import { checkManifests } from "./manifests.mjs";
import { writeRepository } from "./repository.mjs";
import { writeVersions } from "./versions.mjs";

const root = fileURLToPath(new URL("../../", import.meta.url));
const folders: string[] = [];

afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
});

/** A package's manifest and its tsconfig.json; it exports the entries that are named. */
function packageFiles(
  name: string,
  dependencies: Record<string, string> = {},
  references: string[] = [],
  entries: string[] = ["index"],
): Record<string, string> {
  const conditions = (entry: string) => ({
    "@lumbre/source": `./src/${entry}.ts`,
    types: `./dist/${entry}.d.ts`,
    default: `./dist/${entry}.js`,
  });
  const exports = Object.fromEntries(
    entries.map((entry) => [entry === "index" ? "." : `./${entry}`, conditions(entry)]),
  );
  return {
    [`packages/${name}/package.json`]: JSON.stringify({
      name: `@lumbre/${name}`,
      version: "1.2.0",
      type: "module",
      exports,
      dependencies,
    }),
    [`packages/${name}/tsconfig.json`]: JSON.stringify({ references: references.map((path) => ({ path })) }),
  };
}

const rootReferences = (...folders: string[]): Record<string, string> => ({
  "tsconfig.json": JSON.stringify({ references: folders.map((path) => ({ path })) }),
});

/** A small house in a temporary folder. */
function house(files: Record<string, string>): string {
  const folder = mkdtempSync(join(tmpdir(), "lumbre-arrows-"));
  folders.push(folder);
  const all: Record<string, string> = {
    ...packageFiles("tensor"),
    ...packageFiles("autograd", { "@lumbre/tensor": "0.0.0" }, ["../tensor"]),
    ...rootReferences("packages/tensor", "packages/autograd"),
    "packages/tensor/src/index.ts": "export const tensor = 1;\n",
    "packages/autograd/src/index.ts": 'import { tensor } from "@lumbre/tensor";\nexport const grad = tensor;\n',
    "package.json": '{ "type": "module" }',
    "tsconfig.test.json": JSON.stringify({
      compilerOptions: { module: "nodenext", target: "es2022", customConditions: ["@lumbre/source"] },
    }),
    ...files,
  };
  for (const [path, text] of Object.entries(all)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  mkdirSync(join(folder, "node_modules/@lumbre"), { recursive: true });
  for (const name of ["tensor", "autograd"])
    symlinkSync(join(folder, "packages", name), join(folder, "node_modules/@lumbre", name));
  return folder;
}

/** For rules that resemble those of other tests: each run of dependency-cruiser takes more than a second. */
const testIfAll = test.runIf(isComplete);

function cruise(files: Record<string, string>, folder = "packages"): string {
  const binary = join(root, "node_modules/dependency-cruiser/bin/dependency-cruise.mjs");
  const { stdout } = spawnSync(process.execPath, [binary, "--config", join(root, ".dependency-cruiser.mjs"), folder], {
    cwd: house(files),
    encoding: "utf8",
  });
  return stdout;
}

test("a house in order passes", () => {
  expect(cruise({})).toContain("no dependency violations found");
});

test("an arrow that points up is caught", () => {
  const files = {
    "packages/tensor/src/engine.ts": 'import { grad } from "@lumbre/autograd";\nexport const engine = grad;\n',
  };
  expect(cruise(files)).toContain("arrows-of-tensor: packages/tensor/src/engine.ts");
});

testIfAll("an arrow that points up is caught when it is of a type only", () => {
  const files = {
    "packages/autograd/src/index.ts": "export interface Engine { readonly name: string }\n",
    "packages/tensor/src/engine.ts":
      'import type { Engine } from "@lumbre/autograd";\nexport type Slot = Engine | null;\n',
  };
  expect(cruise(files)).toContain("arrows-of-tensor: packages/tensor/src/engine.ts");
});

const deepImports = [
  ["by path", "../../tensor/src/secret.js", "no-deep-import"],
  ["of a file beside the entry", "../../tensor/src/engine/index.js", "no-deep-import"],
  ["by name", "@lumbre/tensor/src/secret.js", "no-import-outside-the-manifest"],
] as const;

test.each(sampled(deepImports, 3))("a deep import %s is caught", (_, specifier, rule) => {
  const files = {
    "packages/tensor/src/secret.ts": "export const secret = 1;\n",
    "packages/tensor/src/engine/index.ts": "export const secret = 1;\n",
    "packages/autograd/src/thief.ts": `import { secret } from "${specifier}";\nexport const stolen = secret;\n`,
  };
  expect(cruise(files)).toContain(`${rule}: packages/autograd/src/thief.ts`);
});

testIfAll("what the manifest exports is no deep import, and its arrow is seen", () => {
  const files = {
    ...packageFiles("tensor", {}, [], ["index", "engine"]),
    "packages/tensor/src/engine.ts": "export const engine = 1;\n",
  };
  const importing = (name: string): string => {
    return `import { engine } from "@lumbre/${name}/engine";\nexport const slot = engine;\n`;
  };
  expect(cruise({ ...files, "packages/autograd/src/slot.ts": importing("tensor") })).toContain(
    "no dependency violations found",
  );
  const upwards = {
    ...packageFiles("autograd", {}, [], ["index", "engine"]),
    "packages/autograd/src/engine.ts": "export const engine = 1;\n",
    "packages/tensor/src/slot.ts": importing("autograd"),
  };
  expect(cruise(upwards)).toContain("arrows-of-tensor: packages/tensor/src/slot.ts");
});

const wrongInTheDemo = [
  [
    "page/app.ts",
    'import type { tensor } from "@lumbre/tensor";\nexport type T = typeof tensor;\n',
    "no-tensors-in-the-page",
  ],
  ["page/app.ts", 'import { work } from "../worker/work.js";\nexport const app = work;\n', "no-tensors-in-the-page"],
  ["worker/main.ts", 'import { page } from "../page/page.js";\nexport const main = page;\n', "no-page-in-the-worker"],
] as const;

test.each(sampled(wrongInTheDemo, 3))("in the demo a wrong import of %s is caught", (file, text, rule) => {
  const files = {
    "apps/demo/src/worker/work.ts": "export const work = 1;\n",
    "apps/demo/src/page/page.ts": "export const page = 1;\n",
    [`apps/demo/src/${file}`]: text,
  };
  expect(cruise(files, "apps")).toContain(`${rule}: apps/demo/src/${file}`);
});

testIfAll("a cycle at run time is caught, one of types is not", () => {
  const cycle = {
    "packages/tensor/src/a.ts": 'import { b } from "./b.js";\nexport const a = (): number => b();\n',
    "packages/tensor/src/b.ts": 'import { a } from "./a.js";\nexport const b = (): number => a();\n',
  };
  expect(cruise(cycle)).toContain("no-cycle: packages/tensor/src/a.ts");
  const types = {
    "packages/tensor/src/a.ts": 'import type { B } from "./b.js";\nexport interface A { b: B }\nexport const a = 1;\n',
    "packages/tensor/src/b.ts":
      'import { a } from "./a.js";\nexport interface B { a: typeof a }\nexport const b = a;\n',
  };
  expect(cruise(types)).toContain("no dependency violations found");
});

test("a package that is not in the manifest is caught", () => {
  const files = {
    "packages/tensor/src/extra.ts": 'import { thing } from "no-such-package";\nexport const extra = thing;\n',
  };
  expect(cruise(files)).toContain("no-import-outside-the-manifest: packages/tensor/src/extra.ts");
});

testIfAll("a package that only the root's manifest lists is caught, but not in a test", () => {
  const files = {
    "package.json": '{ "type": "module", "devDependencies": { "helper": "1.0.0" } }',
    "node_modules/helper/package.json": '{ "name": "helper", "version": "1.0.0", "main": "index.js" }',
    "node_modules/helper/index.js": "exports.help = 1;\n",
    "packages/tensor/src/extra.ts": 'import { help } from "helper";\nexport const extra = help;\n',
    "packages/tensor/src/extra.test.ts": 'import { help } from "helper";\nhelp;\n',
  };
  const report = cruise(files);
  expect(report).toContain("no-import-outside-the-manifest: packages/tensor/src/extra.ts");
  expect(report).not.toContain("extra.test.ts");
});

test("what a package bundles is a devDependency of one version", () => {
  const files = packageFiles("backend-gpu", { "@lumbre/tensor": "0.0.0" }, ["../tensor"]);
  const { "packages/backend-gpu/package.json": manifest } = files;
  const problemsWith = (devDependencies: Record<string, string>): string[] =>
    checkManifests(
      house({
        ...files,
        ...rootReferences("packages/tensor", "packages/autograd", "packages/backend-gpu"),
        "packages/backend-gpu/package.json": JSON.stringify({ ...JSON.parse(manifest), devDependencies }),
        "packages/backend-gpu/src/index.ts": "export const gpu = 1;\n",
      }),
    );
  expect(problemsWith({ "gpu.js": "2.24.1" })).toEqual([]);
  for (const [devDependencies, version] of [
    [{ "gpu.js": "^2.24.1" }, "^2.24.1"],
    [{}, "undefined"],
  ] as const) {
    expect(problemsWith(devDependencies)).toEqual([
      `packages/backend-gpu: bundles gpu.js at ${version}; expected one version, in devDependencies`,
    ]);
  }
});

test("manifests list the arrows and nothing else", () => {
  expect(checkManifests(house({}))).toEqual([]);
  const files = packageFiles("autograd", { "@lumbre/nn": "0.0.0", lodash: "4.0.0" }, ["../tensor"]);
  expect(checkManifests(house(files))).toEqual([
    "packages/autograd: depends on @lumbre/nn, which no arrow allows",
    "packages/autograd: depends on lodash, which no arrow allows",
    "packages/autograd: does not list @lumbre/tensor",
  ]);
});

test("project references follow the arrows, and the root's name every workspace", () => {
  const files = packageFiles("autograd", { "@lumbre/tensor": "0.0.0" }, ["../tensor", "../nn"]);
  expect(checkManifests(house({ ...files, ...rootReferences("packages/tensor") }))).toEqual([
    "packages/autograd/tsconfig.json: references [../tensor, ../nn], expected [../tensor]",
    "tsconfig.json: references [packages/tensor], expected [packages/autograd, packages/tensor]",
  ]);
});

test("an entry is a source file of its name, before all else", () => {
  const late = { types: "./dist/index.d.ts", default: "./dist/index.js", "@lumbre/source": "./src/index.ts" };
  const manifest = JSON.stringify({ name: "@lumbre/tensor", exports: { ".": late } });
  const [problem] = checkManifests(house({ "packages/tensor/package.json": manifest }));
  expect(problem).toMatch(
    'packages/tensor: exports . as {"types":"./dist/index.d.ts","default":"./dist/index.js","@lumbre/source":"./src/index.ts"}, expected {"@lumbre/source":"./src/index.ts",',
  );
  expect(checkManifests(house(packageFiles("tensor", {}, [], ["index", "engine"])))).toEqual([
    "packages/tensor: there is no src/engine.ts",
  ]);
});

test("a package that knows its version knows the manifest's", () => {
  const file = "packages/tensor/src/version.ts";
  const folder = house({ [file]: '/** The version. */\nexport const version = "0.0.0";\n' });
  expect(checkManifests(folder)).toEqual([
    `${file}: holds 0.0.0, expected export const version = "1.2.0"; run npm run version`,
  ]);
  writeVersions(folder);
  expect(readFileSync(join(folder, file), "utf8")).toBe('/** The version. */\nexport const version = "1.2.0";\n');
  expect(checkManifests(folder)).toEqual([]);
  expect(() => writeVersions(house({ [file]: 'export const number = "1.2.0";\n' }))).toThrow(
    `${file}: there is no line export const version = ""`,
  );
});

test("a release names the repository that publishes it in all manifests but private ones", () => {
  const inner = "packages/inner/package.json";
  const folder = house({ [inner]: JSON.stringify({ name: "inner", private: true }) });
  const manifestOf = (path: string) => JSON.parse(readFileSync(join(folder, path), "utf8"));
  const before = manifestOf("packages/tensor/package.json");
  writeRepository(folder, "https://example.org/somebody/lumbre");
  expect(manifestOf("packages/tensor/package.json")).toEqual({
    ...before,
    repository: { type: "git", url: "git+https://example.org/somebody/lumbre.git", directory: "packages/tensor" },
  });
  expect(manifestOf(inner)).toEqual({ name: "inner", private: true });
});

test("programs depend on the umbrella only, the demo on packages by name", () => {
  const dependencies = { lumbre: "0.0.0", "@lumbre/nn": "0.0.0", commander: "14.0.0" };
  const files = {
    "apps/draw/package.json": JSON.stringify({ name: "draw", dependencies }),
    "apps/demo/package.json": JSON.stringify({ name: "demo", dependencies }),
    ...rootReferences("packages/tensor", "packages/autograd", "apps/draw", "apps/demo"),
  };
  expect(checkManifests(house(files))).toEqual([
    expect.stringContaining("apps/demo: depends on lumbre; it may use only @lumbre/tensor, @lumbre/autograd"),
    "apps/draw: depends on @lumbre/nn; it may use only lumbre",
  ]);
});
