// Compiles assembly/ for plain and for relaxed SIMD, and writes the modules as text into src/generated/, so that the
// package loads without fetch, path or bundler plug-in. No binary is committed.
import { mkdirSync, writeFileSync } from "node:fs";
import { fileURLToPath, pathToFileURL } from "node:url";
import asc from "assemblyscript/asc";

const folder = fileURLToPath(new URL("./", import.meta.url));

async function compile(...features) {
  let binary;
  const { error, stderr } = await asc.main(
    [
      "assembly/index.ts",
      "--baseDir",
      folder,
      "--outFile",
      "module.wasm",
      "-O3",
      "--noAssert",
      "--runtime",
      "stub",
      "--importMemory",
      "--initialMemory",
      "1",
      "--maximumMemory",
      "65536",
      "--enable",
      "simd",
      ...features,
    ],
    {
      writeFile: (name, contents) => {
        if (name.endsWith(".wasm")) binary = contents;
      },
    },
  );
  if (error) throw new Error(`${error.message}\n${stderr}`);
  return Buffer.from(binary).toString("base64");
}

/** Builds the modules; vitest calls it before its tests. */
export default async function build() {
  const plain = await compile();
  const relaxed = await compile("--enable", "relaxed-simd");
  mkdirSync(`${folder}src/generated`, { recursive: true });
  writeFileSync(
    `${folder}src/generated/modules.ts`,
    `// Made by build.mjs from assembly/.\nexport const plain = "${plain}";\nexport const relaxed = "${relaxed}";\n`,
  );
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) await build();
