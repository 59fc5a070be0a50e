import { availableParallelism } from "node:os";
import { defaultServerConditions } from "vite";
import { configDefaults, defineConfig } from "vitest/config";

/** The condition in our manifests' `exports` that names a package's sources. Only this repo resolves with it. */
export const sourceCondition = "@lumbre/source";

const conditions = [sourceCondition, ...defaultServerConditions];

const all = ["packages/*/src/**/*.test.ts", "apps/*/src/**/*.test.ts", "tools/**/*.test.ts", "bench/**/*.test.ts"];

/** Files that need modules of their own: they import `lumbre`, which sets the default device, or count all memory. */
const isolated = [
  "packages/lumbre/**",
  "apps/**",
  "bench/**",
  "tools/**",
  "packages/tensor/src/memory.test.ts",
  "packages/backend-wasm/src/memory/**",
  "packages/backend-wasm/src/threads/**",
  "packages/backend-wasm/src/backend.test.ts",
  "packages/backend-gpu/src/createGpu.test.ts",
  "packages/optim/src/optimizers.test.ts",
];

// Tests run on the sources, so that no build is needed before them.
export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions } },
  test: {
    // The WebAssembly modules and the bundle of gpu.js are built, not committed.
    globalSetup: ["packages/backend-wasm/build.mjs", "packages/backend-gpu/build.mjs"],
    testTimeout: 60_000,
    // Vitest leaves a core free, which on a machine with two halves the speed.
    maxWorkers: Math.max(2, availableParallelism() - 1),
    projects: [
      {
        extends: true,
        test: {
          name: "shared",
          // Files of one worker share the modules that they import: loading and compiling them anew for each of some 150
          // files took longer than the tests.
          isolate: false,
          setupFiles: ["tools/testing/setup.ts"],
          include: all,
          exclude: [...configDefaults.exclude, ...isolated],
        },
      },
      { extends: true, test: { name: "isolated", include: isolated.flatMap(testsIn) } },
    ],
  },
});

/** The files of tests that a pattern of {@link isolated} names. */
function testsIn(pattern: string): string[] {
  return pattern.endsWith("/**") ? [`${pattern}/*.test.ts`] : [pattern];
}
