import { numel, type OptimizerKernels, type StepScale, type View } from "@lumbre/tensor/backend";
import type { Engine } from "../engine/engine.js";
import { addressOf } from "../engine/operands.js";
import type { Heap, WasmBuffer } from "../memory/heap.js";

/** As long as a chunk gets. From so many elements on, a step is worth sharing too. */
const chunkLength = 2 ** 15;
const wordBytes = 4;
/** Words of a plan and of a chunk, as the assembly knows them. */
const planWords = 9;
const chunkWords = 9;

/** The operands of one parameter: itself, its gradient, and what is remembered of it. */
type Operands = readonly (View | null)[];

/** A table of the pieces of many parameters, in memory that the assembly reads. */
class ChunkTable {
  private buffer: WasmBuffer | null = null;
  private words: DataView<ArrayBufferLike>;
  private chunks = 0;

  constructor(private readonly heap: Heap) {
    this.words = new DataView(heap.memory.buffer);
  }

  get count(): number {
    return this.chunks;
  }

  /** Begins a table for parameters of so many elements; gives its address. */
  start(lengths: readonly number[]): number {
    const most = lengths.reduce((sum, length) => sum + Math.ceil(length / chunkLength), 0);
    const words = planWords + most * chunkWords;
    if (this.buffer === null || this.buffer.length < words) {
      if (this.buffer !== null) this.heap.release(this.buffer);
      this.buffer = this.heap.allocate(2 * words, "int32");
    }
    if (this.words.buffer !== this.heap.memory.buffer) this.words = new DataView(this.heap.memory.buffer);
    this.chunks = 0;
    return this.buffer.address;
  }

  /** What all chunks have in common, in the assembly's order. */
  describe(address: number, floats: readonly number[], nesterov: boolean): void {
    const { words } = this;
    words.setUint32(address, address + planWords * wordBytes, true);
    for (const [i, value] of floats.entries()) words.setFloat32(address + (1 + i) * wordBytes, value, true);
    words.setInt32(address + (planWords - 1) * wordBytes, Number(nesterov), true);
  }

  /** The chunks of one parameter. */
  add(table: number, operands: Operands, length: number, scale: StepScale): void {
    const { words } = this;
    for (let start = 0; start < length; start += chunkLength) {
      let at = table + (planWords + this.chunks * chunkWords) * wordBytes;
      for (let i = 0; i < 5; i++, at += wordBytes) {
        const operand = operands[i] ?? null;
        words.setUint32(at, operand === null ? 0 : addressOf(operand) + start * wordBytes, true);
      }
      words.setInt32(at, Math.min(chunkLength, length - start), true);
      words.setFloat32(at + 4, scale.mean, true);
      words.setFloat32(at + 8, scale.gradient, true);
      words.setFloat32(at + 12, scale.eps, true);
      this.chunks++;
    }
  }
}

/** Optimizers' steps: all parameters in one call of the assembly, cut into chunks that threads can share. */
export function optimizerKernels({ heap, team }: Engine): OptimizerKernels {
  const chunks = new ChunkTable(heap);

  function run(kernel: "adaptiveStep" | "sgdStep", table: number, lengths: readonly number[]): void {
    const total = lengths.reduce((sum, length) => sum + length, 0);
    team.run(kernel, [table], chunks.count, total > chunkLength ? 1 : chunks.count);
  }

  return {
    adaptiveStep(parameters, gradients, means, squares, largestSquares, options) {
      const { shrinkage, meanDecay, squareDecay, squareGain, weightDecay, maximize, scales } = options;
      const lengths = parameters.map(({ shape }) => numel(shape));
      const table = chunks.start(lengths);
      const factors = [shrinkage, meanDecay, 1 - meanDecay, squareDecay, squareGain];
      chunks.describe(table, [maximize ? -1 : 1, weightDecay, ...factors], false);
      for (const [i, parameter] of parameters.entries()) {
        const operands = [parameter, gradients[i], means?.[i] ?? null, squares[i], largestSquares?.[i] ?? null];
        chunks.add(table, operands, lengths[i], scales[i]);
      }
      run("adaptiveStep", table, lengths);
    },

    sgdStep(parameters, gradients, momenta, { lr, momentum, dampening, weightDecay, nesterov, maximize }) {
      const lengths = parameters.map(({ shape }) => numel(shape));
      const table = chunks.start(lengths);
      chunks.describe(table, [maximize ? -1 : 1, weightDecay, 1, momentum, 1 - dampening], nesterov);
      const scale = { mean: lr, gradient: 0, eps: 0 };
      for (const [i, parameter] of parameters.entries()) {
        chunks.add(table, [parameter, gradients[i], momenta?.[i] ?? null], lengths[i], scale);
      }
      run("sgdStep", table, lengths);
    },
  };
}
