// Compiles assembly/ for plain and for relaxed SIMD, and writes the modules as one text into src/generated/, so that the
// package loads without fetch, path or bundler plug-in; and the types of what they export, the numbers and structs that
// both sides use, and as text what workers run. No binary is committed.
import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { fileURLToPath, pathToFileURL } from "node:url";
import ts from "typescript";
import { compile, compileInThread } from "./compile.mjs";
import { describeHostSide } from "./hostSide.mjs";
import { packModules } from "./packModules.mjs";

const folder = fileURLToPath(new URL("./", import.meta.url));

/** The options of the modules that compute. */
const computing = ["--importMemory", "--initialMemory", "1", "--maximumMemory", "65536", "--enable", "simd"];

async function compileModule(...options) {
  const files = await compileInThread("assembly/index.ts", "-O3", ...computing, ...options);
  return Buffer.from(files.get(".wasm"));
}

/** The module that decompresses the others. */
async function compileInflate() {
  return Buffer.from((await compile("assembly/inflate/index.ts", "-O3z", "--memoryBase", "6144")).get(".wasm"));
}

/** An interface of the exported functions. Whatever the assembly calls its parameters' types, they are numbers. */
async function describeFunctions() {
  const declarations = (await compile("assembly/index.ts", ...computing, "--bindings", "raw")).get(".d.ts");
  const members = [];
  for (const [, name, parameters, result] of declarations.matchAll(/^ {2}export function (\w+)\((.*)\): (\w+);$/gm)) {
    members.push(`  ${name}(${parameters.replaceAll(/: [^,]+/g, ": number")}): ${result};\n`);
  }
  return `/** The functions of the compiled modules. Addresses and steps are bytes. */\nexport interface WasmFunctions {\n${members.join("")}}\n`;
}

/** The end of what the module keeps in memory for itself. */
function dataEndOf(module) {
  const env = { memory: new WebAssembly.Memory({ initial: 1, maximum: 65_536 }), abort: () => {} };
  return new WebAssembly.Instance(new WebAssembly.Module(module), { env }).exports.dataEnd();
}

/** The script that workers run. It imports only types, of which nothing is left. */
function transpileWorker() {
  const { outputText } = ts.transpileModule(readFileSync(workerSource, "utf8"), {
    compilerOptions: { target: "es2022", module: "es2022", removeComments: true, verbatimModuleSyntax: true },
  });
  const script = outputText.replace(/^export \{\};$/m, "").trim();
  if (/^(im|ex)port\b/m.test(script)) throw new Error(`${workerSource} imports or exports more than types`);
  return script;
}

const workerSource = `${folder}src/threads/worker.ts`;
const outputs = ["modules.ts", "functions.ts", "worker.ts", "constants.ts", "layouts.ts"].map(
  (name) => `${folder}src/generated/${name}`,
);

const scripts = ["build.mjs", "compile.mjs", "hostSide.mjs", "packModules.mjs"].map((name) => `${folder}${name}`);

/** True if all that is generated is newer than what it is made from. */
function isCurrent() {
  const timeOf = (path) => statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0;
  const sources = readdirSync(`${folder}assembly`, { recursive: true }).map((name) => `${folder}assembly/${name}`);
  return Math.min(...outputs.map(timeOf)) > Math.max(...[...sources, workerSource, ...scripts].map(timeOf));
}

/** Builds the modules where they are out of date; vitest calls it before its tests. */
export default async function build() {
  if (isCurrent()) return;
  const [plain, relaxed] = await Promise.all([compileModule(), compileModule("--enable", "relaxed-simd")]);
  const notice = "// Made by build.mjs.\n";
  mkdirSync(`${folder}src/generated`, { recursive: true });
  const [modules, functions, worker, constants, layouts] = outputs;
  const packed = packModules(plain, relaxed);
  const texts = { inflate: (await compileInflate()).toString("base64"), packed: packed.text };
  const constantsOf = Object.entries(texts).map(([name, text]) => `export const ${name}: string = "${text}";\n`);
  writeFileSync(modules, `${notice}${constantsOf.join("")}export const unpackedBytes = ${packed.bytes};\n`);
  writeFileSync(functions, notice + (await describeFunctions()));
  const hostSide = await describeHostSide();
  writeFileSync(constants, `${notice}${hostSide.constants}export const dataEnd = ${dataEndOf(plain)};\n`);
  writeFileSync(layouts, `${notice}import type { Layout } from "../engine/plan.js";\n\n${hostSide.layouts}`);
  writeFileSync(worker, `${notice}export const workerScript: string = ${JSON.stringify(transpileWorker())};\n`);
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) await build();
