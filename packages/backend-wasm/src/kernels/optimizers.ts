import { numel, type OptimizerKernels, type StepSize, type View } from "@lumbre/tensor/backend";
import type { Engine } from "../engine/engine.js";
import { addressOf } from "../engine/operands.js";
import { type Chunk, chunk, type StepPlan, stepPlan } from "../generated/layouts.js";
import type { Heap, WasmBuffer } from "../memory/heap.js";

/** The maximum length of a chunk, and the minimum number of elements for sharing a step between threads. */
const chunkLength = 2 ** 15;
const wordBytes = 4;

/** The tensors of one parameter: itself, its gradient, and the optimizer's state. */
type Tensors = Pick<Chunk, "parameter" | "gradient" | "expAvg" | "expAvgSq" | "maxExpAvgSq">;

function addressOrNull(view: View | undefined): number {
  return view === undefined ? 0 : addressOf(view);
}

/** A plan, and behind it a table of the chunks of many parameters, in memory that the assembly reads. */
class ChunkTable {
  private buffer: WasmBuffer | null = null;
  private chunks = 0;

  constructor(private readonly heap: Heap) {}

  get count(): number {
    return this.chunks;
  }

  /** Begins a table for parameters of these lengths; gives its address. */
  start(lengths: readonly number[], plan: Omit<StepPlan, "chunks">): number {
    const most = lengths.reduce((sum, length) => sum + Math.ceil(length / chunkLength), 0);
    const bytes = stepPlan.bytes + most * chunk.bytes;
    if (this.buffer === null || this.buffer.length < bytes) {
      if (this.buffer !== null) this.heap.release(this.buffer);
      this.buffer = this.heap.allocate(2 * bytes, "uint8");
    }
    this.chunks = 0;
    const { address } = this.buffer;
    this.heap.words.set(stepPlan.words({ ...plan, chunks: address + stepPlan.bytes }), address / wordBytes);
    return address;
  }

  /** The chunks of one parameter. */
  add(table: number, tensors: Tensors, length: number, stepSize: StepSize): void {
    const { words } = this.heap;
    for (let start = 0; start < length; start += chunkLength) {
      const at = (address: number): number => (address === 0 ? 0 : address + start * wordBytes);
      const values = chunk.words({
        parameter: at(tensors.parameter),
        gradient: at(tensors.gradient),
        expAvg: at(tensors.expAvg),
        expAvgSq: at(tensors.expAvgSq),
        maxExpAvgSq: at(tensors.maxExpAvgSq),
        count: Math.min(chunkLength, length - start),
        stepSize: stepSize.expAvg,
        gradientStepSize: stepSize.gradient,
        eps: stepSize.eps,
      });
      words.set(values, (table + stepPlan.bytes + this.chunks * chunk.bytes) / wordBytes);
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
    adaptiveStep(parameters, gradients, expAvgs, expAvgSqs, maxExpAvgSqs, options) {
      const { weightFactor, beta1, beta2, gradSqFactor, weightDecay, maximize, stepSizes } = options;
      const lengths = parameters.map(({ shape }) => numel(shape));
      const table = chunks.start(lengths, {
        sign: maximize ? -1 : 1,
        weightDecay,
        weightFactor,
        beta1,
        oneMinusBeta1: 1 - beta1,
        beta2,
        gradSqFactor,
        nesterov: 0,
      });
      for (const [i, parameter] of parameters.entries()) {
        const tensors = {
          parameter: addressOf(parameter),
          gradient: addressOf(gradients[i]),
          expAvg: addressOrNull(expAvgs?.[i]),
          expAvgSq: addressOf(expAvgSqs[i]),
          maxExpAvgSq: addressOrNull(maxExpAvgSqs?.[i]),
        };
        chunks.add(table, tensors, lengths[i], stepSizes[i]);
      }
      run("adaptiveStep", table, lengths);
    },

    sgdStep(parameters, gradients, momentumBuffers, { lr, momentum, dampening, weightDecay, nesterov, maximize }) {
      const lengths = parameters.map(({ shape }) => numel(shape));
      const table = chunks.start(lengths, {
        sign: maximize ? -1 : 1,
        weightDecay,
        weightFactor: 1,
        beta1: momentum,
        oneMinusBeta1: 1 - dampening,
        beta2: 0,
        gradSqFactor: 0,
        nesterov: Number(nesterov),
      });
      const stepSize = { expAvg: lr, gradient: 0, eps: 0 };
      for (const [i, parameter] of parameters.entries()) {
        const state = { expAvg: addressOrNull(momentumBuffers?.[i]), expAvgSq: 0, maxExpAvgSq: 0 };
        const tensors = { parameter: addressOf(parameter), gradient: addressOf(gradients[i]), ...state };
        chunks.add(table, tensors, lengths[i], stepSize);
      }
      run("sgdStep", table, lengths);
    },
  };
}
