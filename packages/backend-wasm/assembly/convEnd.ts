// What follows a convolution where its own loops do not do it: an addend, and activations other than ReLUs.

import { atMost6, positive } from "./epilogue";
import { at, overOnePlusExp } from "./functions";
import { loadSome, storeSome } from "./lanes";
import { ConvActivation } from "./ops";

const THREE = memory.data<f32>([3]);
const SIX = memory.data<f32>([6]);

@inline
function activated(x: v128, activation: i32): v128 {
  switch (activation) {
    case ConvActivation.relu:
      return positive(x);
    case ConvActivation.relu6:
      return atMost6(positive(x));
    case ConvActivation.silu:
      return overOnePlusExp(x, x);
    case ConvActivation.hardswish: {
      const held = atMost6(f32x4.pmax(f32x4.add(x, at(THREE)), f32x4.splat(0)));
      return f32x4.mul(x, f32x4.div(held, at(SIX)));
    }
    default:
      return x;
  }
}

@inline
function endLoop(y: usize, addend: usize, n: i32, activation: i32): void {
  const end = y + (<usize>(n & ~3) << 2);
  if (addend == 0) {
    for (; y < end; y += 16) v128.store(y, activated(v128.load(y), activation));
  } else {
    for (; y < end; y += 16, addend += 16) {
      v128.store(y, activated(f32x4.add(v128.load(y), v128.load(addend)), activation));
    }
  }
  const rest = n & 3;
  if (rest == 0) return;
  const zero = f32x4.splat(0);
  const x = loadSome(y, rest, zero);
  storeSome(y, rest, activated(addend == 0 ? x : f32x4.add(x, loadSome(addend, rest, zero)), activation));
}

/** `activation(y + addend)` in the place of y, from `begin` to `end`; an addend of 0 stands for none. */
export function convEnd(y: usize, addend: usize, activation: i32, begin: i32, end: i32): void {
  const skip = <usize>begin << 2;
  const n = end - begin;
  y += skip;
  if (addend != 0) addend += skip;
  switch (activation) {
    case ConvActivation.relu:
      endLoop(y, addend, n, ConvActivation.relu);
      break;
    case ConvActivation.relu6:
      endLoop(y, addend, n, ConvActivation.relu6);
      break;
    case ConvActivation.silu:
      endLoop(y, addend, n, ConvActivation.silu);
      break;
    case ConvActivation.hardswish:
      endLoop(y, addend, n, ConvActivation.hardswish);
      break;
    default:
      endLoop(y, addend, n, ConvActivation.identity);
  }
}
