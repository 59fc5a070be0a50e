import { noGrad } from "@lumbre/autograd";
import { keep, type Tensor } from "@lumbre/tensor";
import { internals, type Storage } from "@lumbre/tensor/engine";
import type { Conv2d } from "../conv/conv2d.js";
import type { BatchNorm2d } from "./batchNorm2d.js";

/**
 * A tensor as it was: its memory, which this does not keep alive, the number of changes to that, and which of its elements
 * it has.
 */
class Seen {
  private readonly storage: WeakRef<Storage> | null;
  private readonly version: number;
  private readonly strides: readonly number[] | null;
  private readonly offset: number;

  constructor(tensor: Tensor | null) {
    const x = tensor === null ? null : internals(tensor);
    this.storage = x === null ? null : new WeakRef(x.storage);
    this.version = x?.storage.version ?? 0;
    this.strides = x?.strides ?? null;
    this.offset = x?.offset ?? 0;
  }

  isStill(tensor: Tensor | null): boolean {
    if (tensor === null || this.storage === null) return tensor === null && this.storage === null;
    const { storage, strides, offset } = internals(tensor);
    const isSame = storage === this.storage.deref() && storage.version === this.version;
    return isSame && strides === this.strides && offset === this.offset && !storage.isDisposed;
  }
}

/** Weights and bias of a convolution that does what its batch norm would do after it. */
interface Folded {
  readonly weight: Tensor;
  readonly bias: Tensor;
}

interface Entry {
  readonly norm: BatchNorm2d;
  readonly eps: number;
  readonly seen: readonly Seen[];
  /** Null where no weights do the same. */
  readonly folded: Folded | null;
}

/** By their convolutions: nothing that is saved, copied or moved knows of them. */
const entries = new WeakMap<Conv2d, Entry>();

/** Factors outside of these would leave the range of weights that they multiply. */
const [smallest, largest] = [2 ** -64, 2 ** 64];

function isFoldable(scale: Tensor, bias: Tensor): boolean {
  const factors = scale.readSync();
  for (const factor of factors) {
    const size = Math.abs(factor);
    if (!(size === 0 || (size >= smallest && size <= largest))) return false;
  }
  return bias.readSync().every((value) => Number.isFinite(value));
}

function scaleOf({ runningVar, weight, eps }: BatchNorm2d): Tensor {
  const scale = (runningVar as Tensor).add(eps).rsqrt();
  return weight === null ? scale : scale.mul(weight);
}

function fold(conv: Conv2d, norm: BatchNorm2d): Folded | null {
  return noGrad(() => {
    const mean = norm.runningMean as Tensor;
    const scale = scaleOf(norm);
    const shift = conv.bias === null ? mean.neg() : conv.bias.sub(mean);
    const bias = shift.mul(scale).add(norm.bias ?? 0);
    if (!isFoldable(scale, bias)) return null;
    return { weight: keep(conv.weight.mul(scale.reshape(-1, 1, 1, 1))), bias: keep(bias) };
  });
}

/**
 * The weights and the bias of a convolution with those of the batch norm after it in evaluation. They are kept until one of
 * the tensors that they are made of changes. Null where numbers are so large or small that results would differ.
 */
export function foldedNorm(conv: Conv2d, norm: BatchNorm2d): Folded | null {
  const tensors = [conv.weight, conv.bias, norm.weight, norm.bias, norm.runningMean, norm.runningVar];
  const entry = entries.get(conv);
  if (entry !== undefined) {
    const isValid = entry.norm === norm && entry.eps === norm.eps && entry.seen.every((s, i) => s.isStill(tensors[i]));
    if (isValid) return entry.folded;
    dropFolded(conv);
  }
  const folded = fold(conv, norm);
  entries.set(conv, { norm, eps: norm.eps, seen: tensors.map((tensor) => new Seen(tensor)), folded });
  return folded;
}

interface ScaleEntry {
  readonly eps: number;
  readonly seen: readonly Seen[];
  readonly scale: Tensor;
}

const scales = new WeakMap<BatchNorm2d, ScaleEntry>();

/** What a norm multiplies each channel by in evaluation, `[C, 1]`; kept as long as it is that. */
export function channelScale(norm: BatchNorm2d): Tensor {
  const tensors = [norm.weight, norm.runningVar];
  const entry = scales.get(norm);
  if (entry !== undefined) {
    if (entry.eps === norm.eps && entry.seen.every((s, i) => s.isStill(tensors[i]))) return entry.scale;
    entry.scale.dispose();
  }
  const scale = noGrad(() => keep(scaleOf(norm).reshape(-1, 1)));
  scales.set(norm, { eps: norm.eps, seen: tensors.map((tensor) => new Seen(tensor)), scale });
  return scale;
}

/** Gives the memory of what was folded back. */
export function dropFolded(conv: Conv2d): void {
  const folded = entries.get(conv)?.folded;
  folded?.weight.dispose();
  folded?.bias.dispose();
  entries.delete(conv);
}
