import type { Declining, DType, FusedKernels, Generator } from "@lumbre/tensor/backend";
import type { Engine } from "../engine/engine.js";
import { STATE_WORDS } from "../generated/constants.js";

/** The minimum number of elements: for fewer, copying the generator's state takes longer than drawing on the host. */
const fewest = 1024;

/** Masks in float32, from the numbers that the host's generator would draw. */
export function randomKernels({ heap, wasm }: Engine): Declining<Pick<FusedKernels, "randomMask">> {
  const words = heap.reserve(STATE_WORDS * 4);

  function randomMask(generator: Generator, length: number, dtype: DType, p: number, value: number) {
    if (dtype !== "float32" || length < fewest) return null;
    const state = generator.getState();
    const out = heap.allocate(length, dtype);
    const view = new Uint32Array(heap.memory.buffer, words, STATE_WORDS);
    view.set(state.words);
    const bound = Math.ceil(p * 2 ** 53);
    const high = Math.floor(bound / 2 ** 32);
    const next = wasm.chooseByBits(words, state.next, length, high, bound - high * 2 ** 32, value, out.address);
    generator.setState({ ...state, words: view, next });
    return out;
  }

  return { randomMask };
}
