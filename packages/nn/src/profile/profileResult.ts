import { anInteger, bind, defineSignature, named, oneOf } from "@lumbre/tensor/engine";
import { kernelAverages, moduleAverages, type ProfileAverage } from "./averages.js";
import { chromeTrace } from "./chromeTrace.js";
import type { KernelEvent, ModuleEvent } from "./recorder.js";
import { formatTime, kernelTable, moduleTable } from "./table.js";

/** One run of the model, in microseconds from the beginning. */
export interface ProfileStep {
  readonly start: number;
  readonly duration: number;
}

/** Options of {@link Profile.table}. */
export interface ProfileTableOptions {
  /** What a row stands for: `"kernel"` or `"module"`. Default `"kernel"`. */
  readonly groupBy?: "kernel" | "module";
  /** What the rows are sorted by, the largest first. Default `"selfCpuTimeTotal"`. */
  readonly sortBy?: "selfCpuTimeTotal" | "cpuTimeTotal" | "count";
  /** The most rows; -1 for all. Default 100. */
  readonly rowLimit?: number;
}

const noArguments = {
  keyAverages: defineSignature("keyAverages"),
  moduleAverages: defineSignature("moduleAverages"),
  toChromeTrace: defineSignature("toChromeTrace"),
  toString: defineSignature("toString"),
};

const tableSignature = defineSignature(
  "table",
  named("groupBy", oneOf("kernel", "module"), "kernel"),
  named("sortBy", oneOf("selfCpuTimeTotal", "cpuTimeTotal", "count"), "selfCpuTimeTotal"),
  named("rowLimit", anInteger, 100),
);

/** What `profile` found. It prints as two tables, of kernels and of modules. */
export class Profile {
  /** Every call of a kernel, in the order in which they began. */
  readonly events: readonly KernelEvent[];
  /** Every call of a module, in the same order. */
  readonly modules: readonly ModuleEvent[];
  /** The runs of the model. */
  readonly steps: readonly ProfileStep[];
  /** Microseconds of all runs, the time between kernels included. */
  readonly totalTime: number;

  /** @internal */
  constructor(events: readonly KernelEvent[], modules: readonly ModuleEvent[], steps: readonly ProfileStep[]) {
    this.events = [...events].sort((a, b) => a.start - b.start);
    this.modules = [...modules].sort((a, b) => a.start - b.start);
    this.steps = steps;
    this.totalTime = steps.reduce((sum, { duration }) => sum + duration, 0);
  }

  /** What each kernel took in all, the one that took longest first. */
  keyAverages(): ProfileAverage[] {
    bind(noArguments.keyAverages, arguments);
    return kernelAverages(this.events);
  }

  /** What the kernels in each module took in all, by the module's path, the one that took longest first. */
  moduleAverages(): ProfileAverage[] {
    bind(noArguments.moduleAverages, arguments);
    return moduleAverages(this.events);
  }

  /**
   * A table of kernels, or of modules; percentages are of the whole time.
   *
   * @param options.groupBy What a row stands for: `"kernel"` or `"module"`. Default `"kernel"`.
   * @param options.sortBy What the rows are sorted by: `"selfCpuTimeTotal"`, `"cpuTimeTotal"` or `"count"`. Default the first.
   * @param options.rowLimit The most rows; -1 for all. Default 100.
   * @throws {ValueError} for another value of `groupBy` or `sortBy`.
   * @see https://pytorch.org/docs/stable/autograd.html#torch.autograd.profiler.profile
   */
  table(options?: ProfileTableOptions): string {
    const [groupBy, sortBy, rowLimit] = bind(tableSignature, arguments);
    const all = groupBy === "kernel" ? this.keyAverages() : this.moduleAverages();
    const sorted = all.sort((a, b) => b[sortBy] - a[sortBy]);
    const rows = rowLimit < 0 ? sorted : sorted.slice(0, rowLimit);
    const inKernels = this.events.reduce((sum, { selfTime }) => sum + selfTime, 0);
    const types = new Map(this.modules.map(({ module, type }) => [module, type]));
    return [
      ...(groupBy === "kernel" ? kernelTable(rows, this.totalTime) : moduleTable(rows, this.totalTime, types)),
      `Total: ${formatTime(this.totalTime)}, in kernels ${formatTime(inKernels)}`,
    ].join("\n");
  }

  /**
   * The profile as a file, in the Trace Event Format: write it to `trace.json`, and open it in chrome://tracing or
   * https://ui.perfetto.dev.
   */
  toChromeTrace(): string {
    bind(noArguments.toChromeTrace, arguments);
    return chromeTrace(this.events, this.modules, this.steps);
  }

  /** Both tables. */
  toString(): string {
    bind(noArguments.toString, arguments);
    return `${this.table()}\n\n${this.table({ groupBy: "module" })}`;
  }

  /** What Node's console.log shows. */
  [Symbol.for("nodejs.util.inspect.custom")](): string {
    return this.toString();
  }
}
