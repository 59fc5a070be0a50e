// TypeScript as users have it: strict, with our declarations checked, and without the types of Node.
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { binaries, publishable, root, run } from "./project.mjs";

/** The compiler that this repo is built with, and the newest. */
const compilers = (project) => ({
  "TypeScript 5.9": join(binaries, "tsc"),
  "TypeScript 7": join(project, "node_modules/.bin/tsc"),
});

const strict = {
  strict: true,
  exactOptionalPropertyTypes: true,
  noUncheckedIndexedAccess: true,
  skipLibCheck: false,
  noEmit: true,
  target: "es2022",
  lib: ["ES2022", "DOM"],
  types: [],
};

const resolutions = {
  nodenext: { module: "nodenext", moduleResolution: "nodenext" },
  bundler: { module: "esnext", moduleResolution: "bundler" },
};

/** A program with every package's names in scope, so that all declarations are read. */
function importAll() {
  // What the kit has for vitest needs vitest's types, which only users of it install.
  const entries = { lumbre: "lumbre", "backend-testkit": "@lumbre/backend-testkit/conformance" };
  const names = publishable.map((name) => entries[name] ?? `@lumbre/${name}`);
  return names.map((name, i) => `import * as m${i} from "${name}";\nconsole.log(m${i});\n`).join("");
}

/** The first program of the README. */
function readmeProgram() {
  const text = readFileSync(join(root, "README.md"), "utf8");
  return /^## The program you already know\s+```ts[^\n]*\n(.*?)^```/ms.exec(text)[1];
}

function compile(tsc, path, files, compilerOptions) {
  mkdirSync(path);
  for (const [file, text] of Object.entries(files)) writeFileSync(join(path, file), text);
  if (compilerOptions === undefined) run(tsc, ["--init"], path);
  else writeFileSync(join(path, "tsconfig.json"), JSON.stringify({ compilerOptions, include: ["."] }));
  run(tsc, ["-p", ".", "--noEmit"], path);
}

export function checkTypeScript(project) {
  for (const [version, tsc] of Object.entries(compilers(project))) checkVersion(project, version, tsc);
}

function checkVersion(project, version, tsc) {
  const path = (name) => join(project, `${version} ${name}`.replace(/\W/g, "-"));
  const files = { "readme.ts": readmeProgram(), "all.ts": importAll() };
  for (const [name, resolution] of Object.entries(resolutions)) {
    compile(tsc, path(name), files, { ...strict, ...resolution });
    console.log(
      `  ${version}: moduleResolution ${name} takes the README's program and all declarations, with lib ES2022 and DOM`,
    );
  }
  compile(tsc, path("init"), { "readme.ts": readmeProgram() });
  console.log(`  ${version}: what tsc --init writes takes the README's program`);
}
