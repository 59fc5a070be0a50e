import type { KernelName, KernelSource, KernelWatcher, View } from "@lumbre/tensor/engine";

/** Whether a kernel ran in the forward or in the backward pass. */
export type ProfilePhase = "forward" | "backward";

/** A call of a kernel. Times are microseconds of the clock on the wall; `start` counts from the beginning of the profile. */
export interface KernelEvent {
  readonly name: KernelName;
  /** The path of the innermost module that it ran in, as `namedModules` gives it, in backward too; "" for the model itself. */
  readonly module: string;
  readonly phase: ProfilePhase;
  /** Who computed it: the backend, a default made of other kernels, or the CPU reference. */
  readonly source: KernelSource;
  readonly start: number;
  readonly duration: number;
  /** The duration less that of the kernels that it called itself, as a default does. */
  readonly selfTime: number;
  /** The shapes of the tensors among its operands. */
  readonly shapes: readonly (readonly number[])[];
}

/** A call of a module's forward. */
export interface ModuleEvent {
  /** The module's path, or those of several that run as one kernel: `features.0-2`. */
  readonly module: string;
  /** The module's class. */
  readonly type: string;
  readonly start: number;
  readonly duration: number;
}

type Open<Event> = { -readonly [Key in keyof Event]: Event[Key] } & { inner: number };

function isView(argument: unknown): argument is View {
  return typeof argument === "object" && argument !== null && "buffer" in argument && "shape" in argument;
}

function shapesIn(args: readonly unknown[]): (readonly number[])[] {
  return args.flatMap((argument) => {
    if (Array.isArray(argument)) return shapesIn(argument);
    return isView(argument) ? [[...argument.shape]] : [];
  });
}

/** Times kernels and modules, which may stand within one another. */
export class Recorder implements KernelWatcher {
  readonly kernels: KernelEvent[] = [];
  readonly modules: ModuleEvent[] = [];
  phase: ProfilePhase = "forward";
  /** Paths of the modules that run now, the innermost last; in backward, of the one that the node was made in. */
  private readonly paths: string[] = [];
  private readonly open: Open<KernelEvent>[] = [];
  private readonly openModules: { type: string; start: number }[] = [];
  private readonly origin = performance.now();

  /** The path of the module that runs now. */
  get path(): string {
    return this.paths.at(-1) ?? "";
  }

  enter(name: KernelName, args: readonly unknown[]): void {
    const { path: module, phase } = this;
    const event = { name, module, phase, source: "native" as KernelSource, shapes: shapesIn(args) };
    this.open.push({ ...event, duration: 0, selfTime: 0, inner: 0, start: this.now() });
  }

  computedBy(source: KernelSource): void {
    const event = this.open.at(-1);
    if (event !== undefined) event.source = source;
  }

  exit(): void {
    const end = this.now();
    const { inner, ...event } = this.open.pop() as Open<KernelEvent>;
    event.duration = end - event.start;
    event.selfTime = event.duration - inner;
    const outer = this.open.at(-1);
    if (outer !== undefined) outer.inner += event.duration;
    this.kernels.push(event);
  }

  enterModule(path: string, type: string): void {
    this.paths.push(path);
    this.openModules.push({ type, start: this.now() });
  }

  exitModule(): void {
    const end = this.now();
    const module = this.paths.pop() as string;
    const { type, start } = this.openModules.pop() as { type: string; start: number };
    this.modules.push({ module, type, start, duration: end - start });
  }

  /** Counts what `compute` does with the backward pass. */
  inBackward<Result>(compute: () => Result): Result {
    const { phase } = this;
    const paths = [...this.paths];
    this.phase = "backward";
    try {
      return compute();
    } finally {
      this.phase = phase;
      this.paths.splice(0, this.paths.length, ...paths);
    }
  }

  /** Has what follows in the backward pass counted with the module of that path. */
  resume(path: string): void {
    if (this.phase === "backward") this.paths.splice(0, this.paths.length, path);
  }

  /** Microseconds since the beginning. */
  now(): number {
    return (performance.now() - this.origin) * 1000;
  }
}
