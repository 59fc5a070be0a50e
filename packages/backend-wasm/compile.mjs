// Compiles AssemblyScript.
import { fileURLToPath } from "node:url";
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
