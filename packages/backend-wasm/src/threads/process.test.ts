import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { build } from "vite";
import { afterAll, beforeAll, expect, test } from "vitest";
import { sourceCondition } from "../../../../vitest.config.js";

let folder: string;
const source = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

// The package in one file of JavaScript, which Node takes without a build.
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "lumbre-threads-"));
  const entry = join(folder, "entry.ts");
  const files = [source("../index.ts"), source("../../../tensor/src/index.ts")];
  await writeFile(entry, files.map((file) => `export * from ${JSON.stringify(file)};\n`).join(""));
  await build({
    configFile: false,
    logLevel: "error",
    resolve: { conditions: [sourceCondition] },
    build: {
      outDir: folder,
      emptyOutDir: false,
      target: "es2022",
      lib: { entry, formats: ["es"], fileName: "lumbre" },
      minify: true,
    },
  });
});

afterAll(() => rm(folder, { recursive: true }));

/** What a process prints that runs a script of ours. */
async function print(script: string, ...flags: string[]): Promise<string> {
  const head = `import { createWasm, randn } from ${JSON.stringify(join(folder, "lumbre.js"))};\n`;
  const args = [...flags, "--input-type=module", "--eval", head + script];
  // A process that does not end by itself is ended then, and the promise rejected.
  const { stdout, stderr } = await promisify(execFile)(process.execPath, args, { timeout: 30_000 });
  return (stdout + stderr).trim();
}

test("a process ends by itself while workers wait or work, without dispose", async () => {
  const compute = "const x = randn(300, 300).to(createWasm({ threads: 3 }));\nx.matmul(x).exp().sum().item();\n";
  expect(await print(`${compute}console.log("at once");`)).toBe("at once");
  expect(await print(`${compute}setTimeout(() => console.log(x.matmul(x).shape.join()), 100);`)).toBe("300,300");
});

test("what the process was started with does not disturb workers", async () => {
  const script = `
    const device = createWasm({ threads: 2 });
    setTimeout(() => console.log(device.threads, randn(9, 9).to(device).abs().sum().item() > 0), 200);`;
  expect(await print(script, "--throw-deprecation", "--conditions=development")).toBe("2 true");
});
