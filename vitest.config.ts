import { availableParallelism } from "node:os";
import { defaultServerConditions } from "vite";
import { defineConfig } from "vitest/config";

/** The condition in our manifests' `exports` that names a package's sources. Only this repo resolves with it. */
export const sourceCondition = "@lumbre/source";

const conditions = [sourceCondition, ...defaultServerConditions];

// Tests run on the sources, so that no build is needed before them.
export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions } },
  test: {
    // The WebAssembly modules and the bundle of gpu.js are built, not committed.
    globalSetup: ["packages/backend-wasm/build.mjs", "packages/backend-gpu/build.mjs"],
    include: ["packages/*/src/**/*.test.ts", "apps/*/src/**/*.test.ts", "tools/**/*.test.ts", "bench/**/*.test.ts"],
    testTimeout: 60_000,
    // Vitest leaves a core free, which on a machine with two halves the speed.
    maxWorkers: Math.max(2, availableParallelism() - 1),
  },
});
