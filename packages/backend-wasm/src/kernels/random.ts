import type { Declining, DType, FusedKernels, Generator } from "@lumbre/tensor/backend";
import type { Engine } from "../engine/engine.js";
import { STATE_WORDS } from "../generated/constants.js";

/** Below so many elements the way of the generator's state there and back takes longer than the host alone. */
const fewest = 1024;

/** Masks in float32, from the numbers that the host's generator would draw. */
export function randomKernels({ heap, wasm }: Engine): Declining<Pick<FusedKernels, "randomMask">> {
  const words = heap.reserve(STATE_WORDS * 4);

  function randomMask(generator: Generator, length: number, dtype: DType, p: number, value: number) {
    if (dtype !== "float32" || length < fewest) return null;
    const state = generator.getState();
    const out = heap.allocate(length, dtype);
    const place = new Uint32Array(heap.memory.buffer, words, STATE_WORDS);
    place.set(state.words);
    const bound = Math.ceil(p * 2 ** 53);
    const high = Math.floor(bound / 2 ** 32);
    const next = wasm.chooseByBits(words, state.next, length, high, bound - high * 2 ** 32, value, out.address);
    generator.setState({ ...state, words: place, next });
    return out;
  }

  return { randomMask };
}
