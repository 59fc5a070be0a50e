import { availableParallelism } from "node:os";
import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

const source = (name: string, entry = "index"): string =>
  fileURLToPath(new URL(`./packages/${name}/src/${entry}.ts`, import.meta.url));

// Tests run on the sources, so that no build is needed before them.
export default defineConfig({
  resolve: {
    alias: {
      "@lumbre/tensor": source("tensor"),
      "@lumbre/autograd": source("autograd"),
      "@lumbre/nn": source("nn"),
      "@lumbre/optim": source("optim"),
      "@lumbre/datasets": source("datasets"),
      "@lumbre/backend-wasm": source("backend-wasm"),
      "@lumbre/backend-gpu": source("backend-gpu"),
      // The longer name first, for an alias holds for all that begins with it.
      "@lumbre/backend-testkit/conformance": source("backend-testkit", "conformance"),
      "@lumbre/backend-testkit": source("backend-testkit"),
      "@lumbre/testing": fileURLToPath(new URL("./tools/testing/index.ts", import.meta.url)),
      lumbre: source("lumbre"),
    },
  },
  test: {
    // The WebAssembly modules are built, not committed.
    globalSetup: ["packages/backend-wasm/build.mjs"],
    include: ["packages/*/src/**/*.test.ts", "apps/*/src/**/*.test.ts", "tools/**/*.test.ts", "bench/**/*.test.ts"],
    testTimeout: 60_000,
    // Vitest leaves a core free, which on a machine with two halves the speed.
    maxWorkers: Math.max(2, availableParallelism() - 1),
  },
});
