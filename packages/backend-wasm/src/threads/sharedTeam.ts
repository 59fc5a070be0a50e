import { DeviceError } from "@lumbre/tensor/backend";
import { kernelError, type RangeKernel, type Team } from "../engine/team.js";
import type { WasmFunctions } from "../generated/functions.js";
import type { Heap } from "../memory/heap.js";
import { controlBytes, givenUp, maxArguments, slots } from "./control.js";
import { spawnWorker, type WorkerHandle } from "./spawn.js";

/** What tests set. */
export interface TeamLimits {
  /** Milliseconds that a worker may take for a piece, beyond ten times what the main thread took for its own. */
  readonly patience?: number;
  /** A script that workers run first. */
  readonly prelude?: string;
  readonly onTeam?: (team: SharedTeam) => void;
}

/** Milliseconds for which a worker looks for the next job before it sleeps. */
const awakeFor = 0.5;
/** The same for the main thread, when it waits for workers to finish. */
const spinFor = 0.05;
const defaultPatience = 30_000;
/** The maximum milliseconds that the main thread sleeps at a time. */
const longestSleep = 100;

interface Member extends WorkerHandle {
  readonly index: number;
  /** Where its line in the control memory starts. */
  readonly line: number;
}

/** True if this thread may sleep; the main thread of a page may not. */
function canSleep(words: Int32Array): boolean {
  try {
    Atomics.wait(words, slots.job, -1, 0);
    return true;
  } catch {
    return false;
  }
}

/**
 * The main thread with workers, each with an instance of the module of its own over the same memory. A job lies open in
 * the control memory; whoever comes takes the next piece, the main thread too. At the end it closes the job, and waits
 * for those who are in it: not for one that sleeps, has not started, or has died between jobs.
 */
export class SharedTeam implements Team {
  readonly threads: number;
  private members: Member[] = [];
  private readonly words: Int32Array<SharedArrayBuffer>;
  private readonly numbers: Float64Array<SharedArrayBuffer>;
  private readonly kernelNumbers: ReadonlyMap<string, number>;
  private readonly canSleep: boolean;
  private readonly patience: number;
  private readonly args: number[] = [];
  /** The last job's number, which is odd. */
  private job = -1;

  /** @throws where workers cannot be made. */
  constructor(
    threads: number,
    module: WebAssembly.Module,
    private readonly heap: Heap,
    private readonly wasm: WasmFunctions,
    { patience = defaultPatience, prelude = "" }: TeamLimits = {},
  ) {
    this.threads = threads;
    this.patience = patience;
    const control = new SharedArrayBuffer(controlBytes(threads - 1));
    this.words = new Int32Array(control);
    this.numbers = new Float64Array(control, slots.arguments * 4, maxArguments);
    this.canSleep = canSleep(this.words);
    this.kernelNumbers = new Map(WebAssembly.Module.exports(module).map(({ name }, i) => [name, i]));
    try {
      for (let index = 0; index < threads - 1; index++) {
        const scratch = heap.reserve(wasm.scratchBytes());
        const start = { module, memory: heap.memory, control, slots, index, scratch, awakeFor };
        const handle = spawnWorker(start, prelude, (reason) => this.lose(index, reason));
        this.members.push({ ...handle, index, line: slots.workers + index * slots.line });
      }
    } catch (error) {
      this.dispose();
      throw error;
    }
  }

  /** How many workers there are that have started and not ended. */
  get present(): number {
    return this.members.filter(({ line }) => Atomics.load(this.words, line + slots.started) === 1).length;
  }

  /** How many pieces workers have done. */
  get piecesOfWorkers(): number {
    return this.members.reduce((sum, { line }) => sum + Atomics.load(this.words, line + slots.pieces), 0);
  }

  run(kernel: keyof WasmFunctions, args: readonly number[], total: number, grain: number): void {
    if (total <= 0) return;
    const { words } = this;
    const began = performance.now();
    const job = total > grain && this.members.length > 0 ? this.open(kernel, args, total, grain) : 0;
    let failure: unknown = null;
    try {
      if (job === 0) (this.wasm[kernel] as RangeKernel)(...args, 0, total);
      else this.take(kernel, args, total, grain);
    } catch (error) {
      failure = error;
      if (job !== 0) Atomics.store(words, slots.taken, words[slots.count]);
    }
    if (job !== 0) failure = this.close(job, kernel, began) ?? failure;
    if (failure !== null) throw kernelError(kernel, failure);
  }

  dispose(): void {
    const { members } = this;
    // First, for in Deno a worker says that it has ended before the call that ends it returns.
    this.members = [];
    for (const member of members) this.giveUp(member);
  }

  /** Lays a job open; its number. */
  private open(kernel: keyof WasmFunctions, args: readonly number[], total: number, grain: number): number {
    const { words, numbers } = this;
    if (args.length > maxArguments) throw new RangeError(`${kernel} has more than ${maxArguments} arguments`);
    for (let i = 0; i < args.length; i++) numbers[i] = args[i];
    words[slots.kernel] = this.kernelNumbers.get(kernel) as number;
    words[slots.total] = total;
    words[slots.grain] = grain;
    words[slots.count] = Math.ceil(total / grain);
    words[slots.argumentCount] = args.length;
    words[slots.pages] = this.heap.memory.buffer.byteLength / 65_536;
    words[slots.failed] = 0;
    words[slots.takenFromEnd] = 0;
    Atomics.store(words, slots.taken, 0);
    this.job = (this.job + 2) | 0;
    Atomics.store(words, slots.job, this.job);
    if (Atomics.load(words, slots.sleepers) > 0) Atomics.notify(words, slots.job, words[slots.count] - 1);
    return this.job;
  }

  /** Calls the kernel for pieces of an open job until none is left. */
  private take(kernel: keyof WasmFunctions, given: readonly number[], total: number, grain: number): void {
    const { words, args, wasm } = this;
    const run = wasm[kernel] as RangeKernel;
    const count = given.length;
    args.length = count + 2;
    for (let i = 0; i < count; i++) args[i] = given[i];
    const pieces = words[slots.count];
    // All together take as many pieces as there are, so those from the front and those from the end never meet.
    for (let begin = 0; Atomics.add(words, slots.taken, 1) < pieces; begin += grain) {
      args[count] = begin;
      args[count + 1] = Math.min(begin + grain, total);
      run.apply(null, args);
    }
  }

  /** Closes the job of this number, and waits for those who are in it. Says what went wrong, or null. */
  private close(job: number, kernel: string, began: number): unknown {
    const { words } = this;
    Atomics.store(words, slots.job, (job + 1) | 0);
    let failure: unknown = null;
    for (const member of this.members) {
      if (Atomics.load(words, member.line) === 0) continue;
      const patience = this.patience + 10 * (performance.now() - began);
      if (this.hasLeft(member.line, patience)) continue;
      this.remove(member.index);
      failure = new DeviceError(
        `backend-wasm: the kernel ${kernel} failed: a worker has not finished its part within ` +
          `${Math.round(patience / 1000)} s, and was ended; ${this.members.length + 1} threads go on`,
      );
    }
    return failure ?? (words[slots.failed] === 1 ? this.message() : null);
  }

  private message(): string {
    const { words } = this;
    return String.fromCharCode(...words.subarray(slots.message, slots.message + words[slots.messageEnd]));
  }

  /** Waits until the worker with this line is in no job. False when patience is at its end. */
  private hasLeft(line: number, patience: number): boolean {
    const { words } = this;
    const spinUntil = performance.now() + spinFor;
    for (let tries = 1; Atomics.load(words, line) !== 0; tries++) {
      if (tries % 64 === 0 && performance.now() > spinUntil) return this.sleepUntilLeft(line, patience);
    }
    return true;
  }

  private sleepUntilLeft(line: number, patience: number): boolean {
    const { words } = this;
    for (let spent = 0; spent < patience; ) {
      const began = performance.now();
      if (this.canSleep) {
        Atomics.store(words, slots.mainSleeps, 1);
        const job = Atomics.load(words, line);
        if (job !== 0) Atomics.wait(words, line, job, longestSleep);
        Atomics.store(words, slots.mainSleeps, 0);
      }
      if (Atomics.load(words, line) === 0) return true;
      // A machine that was put to sleep has not waited for as long as its clock says.
      spent += Math.min(performance.now() - began, longestSleep);
    }
    return false;
  }

  /** Goes on without a worker that has ended. */
  private lose(index: number, reason: string): void {
    if (!this.remove(index)) return;
    console.warn(
      `lumbre: a worker of the wasm device has ended, and ${this.members.length + 1} of ${this.threads} threads go on: ` +
        reason,
    );
  }

  private remove(index: number): boolean {
    const member = this.members.find((other) => other.index === index);
    if (member === undefined) return false;
    this.members = this.members.filter((other) => other !== member);
    this.giveUp(member);
    return true;
  }

  /** No job waits for it any more, and it joins none. Its scratch is not used again: it may still write there. */
  private giveUp(member: Member): void {
    Atomics.store(this.words, member.line, givenUp);
    void member.end();
  }
}
