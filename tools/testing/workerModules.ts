import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Worker } from "node:worker_threads";

/** Modules of workers, bundled from the packages' sources, as tests need no build; and the workers that run them. */
export class WorkerModules {
  private readonly folder = mkdtempSync(join(tmpdir(), "lumbre-workers-"));
  /** All workers, also those that have ended. */
  readonly started: Worker[] = [];

  /** Bundles the code of each module, which begins with `imports`. */
  async bundle(imports: string, modules: Readonly<Record<string, string>>): Promise<void> {
    // Loaded where it is needed: most tests bundle nothing.
    const { rolldown } = await import("rolldown");
    const input: Record<string, string> = {};
    for (const [name, code] of Object.entries(modules)) {
      input[name] = join(this.folder, `${name}.ts`);
      writeFileSync(input[name], imports + code);
    }
    const bundle = await rolldown({
      input,
      platform: "node",
      resolve: { conditionNames: ["@lumbre/source", "import"] },
      // The programs call their imports for nothing else than what they do.
      treeshake: false,
      logLevel: "silent",
    });
    await bundle.write({ dir: this.folder, entryFileNames: "[name].mjs", chunkFileNames: "[name].mjs" });
    await bundle.close();
  }

  /** Starts a worker with the module of a name. */
  start(name: string, workerData: unknown = null): Worker {
    const worker = new Worker(join(this.folder, `${name}.mjs`), { workerData });
    this.started.push(worker);
    return worker;
  }

  /** Ends all workers and deletes the modules. */
  async close(): Promise<void> {
    await Promise.all(this.started.map((worker) => worker.terminate()));
    rmSync(this.folder, { recursive: true });
  }
}
