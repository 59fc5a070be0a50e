// Compiles assembly/ for relaxed SIMD, and writes the module as text into src/generated/, so that the package loads without
// fetch, path or bundler plug-in; and the types of what it exports, the numbers and structs that both sides use, and as
// text what workers run. No binary is committed.
import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { fileURLToPath, pathToFileURL } from "node:url";
import { setFlagsFromString } from "node:v8";
import binaryen from "assemblyscript/binaryen";
import { compile } from "./compile.mjs";
import { describeHostSide } from "./hostSide.mjs";
import { packModule } from "./packModule.mjs";
import { transpileWorker } from "./transpileWorker.mjs";

const folder = fileURLToPath(new URL("./", import.meta.url));

/** The options of the module that computes. */
const computing = [
  ...["--importMemory", "--initialMemory", "1", "--maximumMemory", "65536"],
  ...["--enable", "simd", "--enable", "relaxed-simd"],
];

/** Optimized by the compiler, and once more by the passes in binaryen's own order, which makes it 1 % smaller. */
async function compileModule() {
  const module = binaryen.readBinary(
    (await compile("assembly/index.ts", "-O3", "--converge", ...computing)).get(".wasm"),
  );
  const { MutableGlobals, NontrappingFPToInt, SignExt, BulkMemory, BulkMemoryOpt, SIMD128, RelaxedSIMD } =
    binaryen.Features;
  module.setFeatures(
    MutableGlobals | NontrappingFPToInt | SignExt | BulkMemory | BulkMemoryOpt | SIMD128 | RelaxedSIMD,
  );
  binaryen.setOptimizeLevel(3);
  binaryen.setShrinkLevel(0);
  module.optimize();
  return Buffer.from(module.emitBinary());
}

/** The module that unpacks the other. */
async function compileUnpacker() {
  return Buffer.from((await compile("assembly/unpack/index.ts", "-O3z", "--enable", "bulk-memory")).get(".wasm"));
}

/** An interface of the exported functions. Whatever the assembly calls its parameters' types, they are numbers. */
async function describeFunctions() {
  const declarations = (await compile("assembly/index.ts", ...computing, "--bindings", "raw")).get(".d.ts");
  const members = [];
  for (const [, name, parameters, result] of declarations.matchAll(/^ {2}export function (\w+)\((.*)\): (\w+);$/gm)) {
    members.push(`  ${name}(${parameters.replaceAll(/: [^,]+/g, ": number")}): ${result};\n`);
  }
  return `/** The functions of the compiled module. Addresses and steps are bytes. */\nexport interface WasmFunctions {\n${members.join("")}}\n`;
}

/** The end of what the module keeps in memory for itself. */
function dataEndOf(module) {
  // Node 20 and 21 have relaxed SIMD behind a flag.
  if (/^v2[01]\./.test(process.version)) setFlagsFromString("--experimental-wasm-relaxed-simd");
  const env = { memory: new WebAssembly.Memory({ initial: 1, maximum: 65_536 }), abort: () => {} };
  return new WebAssembly.Instance(new WebAssembly.Module(module), { env }).exports.dataEnd();
}

const workerSource = `${folder}src/threads/worker.ts`;
const outputs = ["module.ts", "functions.ts", "worker.ts", "constants.ts", "layouts.ts"].map(
  (name) => `${folder}src/generated/${name}`,
);

const scripts = [
  "build.mjs",
  "compile.mjs",
  "hostSide.mjs",
  "packModule.mjs",
  "splitLocals.mjs",
  "transpileWorker.mjs",
].map((name) => `${folder}${name}`);

/** True if all that is generated is newer than what it is made from. */
function isCurrent() {
  const timeOf = (path) => statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0;
  const sources = readdirSync(`${folder}assembly`, { recursive: true }).map((name) => `${folder}assembly/${name}`);
  return Math.min(...outputs.map(timeOf)) > Math.max(...[...sources, workerSource, ...scripts].map(timeOf));
}

/** Builds all of it where it is out of date; vitest calls it before its tests. */
export default async function build() {
  if (isCurrent()) return;
  const notice = "// Made by build.mjs.\n";
  mkdirSync(`${folder}src/generated`, { recursive: true });
  const [module, functions, worker, constants, layouts] = outputs;
  const compiled = await compileModule();
  const { packed, localBytes } = packModule(compiled);
  const texts = { unpacker: await compileUnpacker(), packed: Buffer.from(packed) };
  const constantsOf = Object.entries(texts).map(([name, bytes]) => {
    return `export const ${name}: string = "${bytes.toString("base64")}";\n`;
  });
  const sizes = `export const unpackedBytes = ${compiled.length};\nexport const localBytes = ${localBytes};\n`;
  writeFileSync(module, `${notice}${constantsOf.join("")}${sizes}`);
  writeFileSync(functions, notice + (await describeFunctions()));
  const hostSide = await describeHostSide();
  writeFileSync(constants, `${notice}${hostSide.constants}export const dataEnd = ${dataEndOf(compiled)};\n`);
  writeFileSync(layouts, `${notice}import { bitsOf, layout } from "../engine/plan.js";\n\n${hostSide.layouts}`);
  writeFileSync(worker, notice + transpileWorker(readFileSync(workerSource, "utf8")));
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) await build();
