import { spawnSync } from "node:child_process";
import { createVitest, type TestSpecification, type Vitest } from "vitest/node";
import { transpileWorker } from "../../packages/backend-wasm/transpileWorker.mjs";
import configuration from "../../vitest.config.js";
import { madeFrom } from "./relatedTests.js";

type Source = { readonly file: string; readonly text: string };

/** The runner of tests, in which one file may have another text than on disk. Nothing is ever written there. */
export class Trial {
  private source: Source | null = null;
  private runner: Vitest | null = null;

  /** Gives a file another text, for the runs that follow. */
  replace(file: string, text: string): void {
    this.forget();
    const made = madeFrom.get(file);
    if (made !== undefined) [file, text] = [made, transpileWorker(text)];
    this.source = { file, text };
    this.runner?.invalidateFile(file);
  }

  /** Gives the file its own text back. */
  forget(): void {
    const { source } = this;
    this.source = null;
    if (source !== null) this.runner?.invalidateFile(source.file);
  }

  /**
   * The name of the first test that fails, or null. They run in this order, and end with it; after so many milliseconds
   * their worker is ended, which counts as a failure.
   */
  async failure(tests: readonly string[], milliseconds: number): Promise<string | null> {
    const timer = setTimeout(endWorkers, milliseconds);
    try {
      return await this.run(tests);
    } finally {
      clearTimeout(timer);
    }
  }

  private async run(tests: readonly string[]): Promise<string | null> {
    const runner = await this.open();
    const specifications = tests.flatMap((test) => runner.getModuleSpecifications(test)) as TestSpecification[];
    const { testModules, unhandledErrors } = await runner.runTestSpecifications(specifications);
    // The runner also tells of modules that ran earlier.
    const ran = testModules.filter(({ moduleId }) => tests.includes(moduleId));
    const failed = ran.filter((module) => !module.ok());
    const [test] = failed.flatMap((module) => [...module.children.allTests("failed")]);
    if (test !== undefined) return test.fullName;
    return failed.length + unhandledErrors.length === 0 ? null : "a file that cannot run to its end";
  }

  async close(): Promise<void> {
    await this.runner?.close();
  }

  private async open(): Promise<Vitest> {
    if (this.runner !== null) return this.runner;
    const plugin = {
      name: "mutant",
      enforce: "pre" as const,
      load: (id: string): string | undefined => (id.split("?")[0] === this.source?.file ? this.source.text : undefined),
    };
    const { projects = [], ...options } = configuration.test ?? {};
    this.runner = await createVitest("test", {
      ...options,
      config: false,
      watch: false,
      bail: 1,
      maxWorkers: 1,
      reporters: [{}],
      sequence: { sequencer: AsGiven },
      projects: projects.map((project) => ({ ...(project as object), plugins: [plugin] })),
    });
    await this.runner.standalone();
    return this.runner;
  }
}

/** Ends the processes that this one has started: one that waits for another thread forever hears of nothing else. */
function endWorkers(): void {
  // It finds none, and says so with its status, when the last one has just ended.
  const { stdout } = spawnSync("pgrep", ["-P", String(process.pid)], { encoding: "utf8" });
  for (const id of stdout.split("\n").filter((line) => line !== "")) {
    try {
      process.kill(Number(id), "SIGKILL");
    } catch {
      // It has ended by itself.
    }
  }
}

/** The closest tests first, as they were asked for. */
class AsGiven {
  shard(files: TestSpecification[]): TestSpecification[] {
    return files;
  }
  sort(files: TestSpecification[]): TestSpecification[] {
    return files;
  }
}
