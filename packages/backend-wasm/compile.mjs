// Compiles AssemblyScript. Optimising a module takes many seconds of one core, so that it can be done in a thread beside others.
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { isMainThread, parentPort, Worker, workerData } from "node:worker_threads";
import asc from "assemblyscript/asc";

const folder = fileURLToPath(new URL("./", import.meta.url));

/** Compiles with more options; what is written, by the end of its name. */
export async function compile(entry, ...options) {
  const files = new Map();
  const { error, stderr } = await asc.main(
    [entry, "--baseDir", folder, "--outFile", "module.wasm", "--noAssert", "--runtime", "stub", ...options],
    { writeFile: (name, contents) => files.set(name.slice(name.indexOf(".")), contents) },
  );
  if (error) throw new Error(`${error.message}\n${stderr}`);
  return files;
}

/** {@link compile} in a thread of its own, whose error is this promise's. */
export async function compileInThread(...args) {
  const worker = new Worker(new URL(import.meta.url), { workerData: { compile: args } });
  const [files] = await once(worker, "message");
  return files;
}

if (!isMainThread && workerData?.compile !== undefined) parentPort.postMessage(await compile(...workerData.compile));
