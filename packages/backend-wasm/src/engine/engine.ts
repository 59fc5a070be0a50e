import type { WasmFunctions } from "../generated/functions.js";
import { Heap, type HeapOptions } from "../memory/heap.js";
import { OffsetTables } from "../memory/tables.js";
import { SharedTeam, type TeamLimits } from "../threads/sharedTeam.js";
import { missingForThreads } from "../threads/spawn.js";
import { Copier } from "./copier.js";
import { compile, instantiate } from "./module.js";
import { createReference, type Reference } from "./reference.js";
import { soloTeam, type Team } from "./team.js";

/**
 * One device: its memory, the module's functions that work on it, the threads that call them, and what kernels share. It is
 * all that a factory of kernels takes.
 */
export class Engine {
  /** Tables of byte offsets, for matrix products and convolutions. */
  readonly tables: OffsetTables;
  /** Copies to row-major order. */
  readonly copier: Copier;
  /** The CPU reference's kernels on this memory, for dtypes and layouts that have no kernel here. */
  readonly reference: Reference;

  constructor(
    readonly heap: Heap,
    readonly wasm: WasmFunctions,
    readonly team: Team,
  ) {
    this.tables = new OffsetTables(heap);
    this.copier = new Copier(this);
    this.reference = createReference(heap);
  }
}

/** What kept threads from being used, as it was said. */
const said = new Set<string>();

function sayOnce(reason: string): void {
  if (said.has(reason)) return;
  said.add(reason);
  console.warn(`lumbre: the wasm device computes on one thread, because: ${reason}`);
}

/**
 * Makes all of it for the main thread, and starts workers. Where that is not possible, one thread does the work, and
 * a warning says why.
 */
export function openEngine(count: number, options: HeapOptions & TeamLimits): Engine {
  const missing = count === 1 ? null : missingForThreads();
  if (missing !== null) sayOnce(missing);
  if (count === 1 || missing !== null) return openAlone(options);
  try {
    return openShared(count, options);
  } catch (error) {
    const alone = openAlone(options);
    sayOnce(String(error));
    return alone;
  }
}

function openAlone(options: HeapOptions): Engine {
  const module = compile(false);
  const heap = new Heap(options);
  const wasm = instantiate(module, heap.memory);
  wasm.setScratch(heap.reserve(wasm.scratchBytes()));
  return new Engine(heap, wasm, soloTeam(wasm));
}

function openShared(count: number, options: HeapOptions & TeamLimits): Engine {
  const module = compile(true);
  const heap = new Heap({ ...options, isShared: true });
  const wasm = instantiate(module, heap.memory);
  wasm.setScratch(heap.reserve(wasm.scratchBytes()));
  const team = new SharedTeam(count, module, heap, wasm, options);
  options.onTeam?.(team);
  return new Engine(heap, wasm, team);
}
