import type { Program } from "./driver.js";

/** Compiled kernels; when there are too many, the one that was not used for longest goes. */
export class ProgramCache {
  private readonly programs = new Map<string, Program>();

  constructor(private readonly capacity: number) {}

  get size(): number {
    return this.programs.size;
  }

  /** The program for `key`, compiled if it is not there. */
  get(key: string, compile: () => Program): Program {
    const known = this.programs.get(key);
    if (known !== undefined) {
      // A map keeps the order of insertion, so the first is the one that was not used for longest.
      this.programs.delete(key);
      this.programs.set(key, known);
      return known;
    }
    // Before the other is compiled: what a kernel draws with is the vertices of the one that was built last.
    if (this.programs.size >= this.capacity) this.evict();
    const program = compile();
    this.programs.set(key, program);
    return program;
  }

  private evict(): void {
    const [key] = this.programs.keys();
    this.programs.get(key)?.destroy();
    this.programs.delete(key);
  }
}
