import { availableParallelism } from "node:os";
import { defaultServerConditions } from "vite";
import { configDefaults, defineConfig, type TestProjectConfiguration } from "vitest/config";
import { BaseSequencer, type TestSpecification } from "vitest/node";
import { isComplete } from "./tools/testing/sampling.js";

/** The condition in our manifests' `exports` that names a package's sources. Only this repo resolves with it. */
export const sourceCondition = "@lumbre/source";

const conditions = [sourceCondition, ...defaultServerConditions];

const all = ["packages/*/src/**/*.test.ts", "apps/*/src/**/*.test.ts", "tools/**/*.test.ts", "bench/**/*.test.ts"];

/**
 * What takes long, and `npm run test:all` alone has: whole runs of the demo in Chromium, all of the test-kit on the GPU in
 * CPU mode, the figures in the matrix of backends, and programs compiled against the published declarations.
 */
const long = [
  "packages/backend-gpu/src/conformance.test.ts",
  "tools/matrix/figures.test.ts",
  "tools/methods/declarations.test.ts",
  ...["appearance", "training", "hand", "keep", "devices", "fashion", "filters", "inside", "page"].map(
    (name) => `tools/browser/demo/${name}.test.ts`,
  ),
];

/**
 * What takes longest begins first, so that no core waits for it at the end, and with it what calls all kernels with all
 * dtypes: V8's code is slower for all that follows it in the worker. Files with modules of their own come next: they end the
 * workers that files share, so that the others begin in new ones.
 */
class SlowestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const early = ["tools/browser/gpu.", "tools/browser/", "/conformance", "packages/backend-testkit/", "tools/"];
    const rank = ({ moduleId, project }: TestSpecification): number => {
      const place = early.findIndex((part) => moduleId.includes(part));
      return project.config.isolate ? early.length : place < 0 ? early.length + 1 : place;
    };
    return [...(await super.sort(files))].sort((a, b) => rank(a) - rank(b));
  }
}

/** Files that need modules of their own: they look at what an import does, count all memory, start threads, or call all there is. */
const isolated = [
  "packages/lumbre/**",
  "tools/calls/**",
  "packages/tensor/src/memory.test.ts",
  "packages/nn/src/norm/foldedNorm.test.ts",
  "packages/backend-wasm/src/memory/**",
  "packages/backend-wasm/src/threads/**",
  "packages/datasets/src/workers/**",
  "packages/backend-wasm/src/backend.test.ts",
  "packages/backend-gpu/src/createGpu.test.ts",
];

// Tests run on the sources, so that no build is needed before them.
const common = { resolve: { conditions }, ssr: { resolve: { conditions } } };
const testTimeout = 60_000;

export default defineConfig({
  ...common,
  test: {
    // The WebAssembly modules and the bundle of gpu.js are built, not committed: once for both projects, which for that
    // do not extend this configuration.
    globalSetup: ["packages/backend-wasm/build.mjs", "packages/backend-gpu/build.mjs"],
    sequence: { sequencer: SlowestFirst },
    // Vitest leaves a core free, which on a machine with two halves the speed.
    maxWorkers: Math.max(2, availableParallelism() - 1),
    // Files of one worker share the modules that they import: loading and compiling them anew for each of some 200 files
    // took longer than the tests.
    projects: [
      project("shared", all, ["tools/testing/setup.ts"], isolated),
      project("isolated", isolated.flatMap(testsIn), null),
    ],
  },
});

/** Files of tests and what runs before each of them; null: each has modules of its own. */
function project(
  name: string,
  include: string[],
  setup: string[] | null,
  exclude: string[] = [],
): TestProjectConfiguration {
  return {
    ...common,
    test: {
      testTimeout,
      hookTimeout: testTimeout,
      name,
      isolate: setup === null,
      setupFiles: ["tools/testing/seed.ts", ...(setup ?? [])],
      // A larger nursery: most of what tests make is garbage at once, and V8 moved much of it to the old space first.
      execArgv: ["--max-semi-space-size=64"],
      include,
      exclude: [...configDefaults.exclude, ...exclude, ...(isComplete ? [] : long)],
    },
  };
}

/** The files of tests that a pattern of {@link isolated} names. */
function testsIn(pattern: string): string[] {
  return pattern.endsWith("/**") ? [`${pattern}/*.test.ts`] : [pattern];
}
