import type {
  Declining,
  Distribution,
  DType,
  FusedKernels,
  Generator,
  RandomKernels,
  View,
} from "@lumbre/tensor/backend";
import { numel } from "@lumbre/tensor/backend";
import type { Engine } from "../engine/engine.js";
import { addressOf } from "../engine/operands.js";
import { STATE_WORDS } from "../generated/constants.js";

/** The minimum number of elements: for fewer, copying the generator's state takes longer than drawing on the host. */
const fewest = 64;

/** Random numbers in float32, and integers in int32, that the host's generator would draw. */
export function randomKernels({ heap, wasm }: Engine): Declining<Pick<FusedKernels, "randomMask"> & RandomKernels> {
  const words = heap.reserve(STATE_WORDS * 4);

  /** Calls a function that takes the index of the state's next word and returns that of the one after its last. */
  function draw(generator: Generator, drawFrom: (next: number) => number): void {
    const state = generator.getState();
    const view = new Uint32Array(heap.memory.buffer, words, STATE_WORDS);
    view.set(state.words);
    const next = drawFrom(state.next);
    generator.setState({ ...state, words: view, next });
  }

  function randomMask(generator: Generator, length: number, dtype: DType, p: number, value: number) {
    if (dtype !== "float32" || length < fewest) return null;
    const out = heap.allocate(length, dtype);
    const bound = Math.ceil(p * 2 ** 53);
    const high = Math.floor(bound / 2 ** 32);
    draw(generator, (next) => wasm.chooseByBits(words, next, length, high, bound - high * 2 ** 32, value, out.address));
    return out;
  }

  function fillRandom(target: View, generator: Generator, { kind, a, b }: Distribution): void | null {
    const n = numel(target.shape);
    const isFloat = kind === "uniform" || kind === "normal";
    if (n < fewest || target.dtype !== (isFloat ? "float32" : "int32") || (kind === "integers" && b - a >= 2 ** 32))
      return null;
    const out = addressOf(target);
    draw(generator, (next) => {
      if (kind === "normal") return wasm.drawNormal(words, next, n, a, b, out);
      if (kind === "integers") return wasm.drawIntegers(words, next, n, a, b - a, out);
      if (kind === "permutation") return wasm.drawPermutation(words, next, n, out);
      const start = Math.fround(a);
      return wasm.drawUniform(words, next, n, Math.fround(Math.fround(b) - start) / 2 ** 24, start, out);
    });
  }

  return { randomMask, fillRandom };
}
