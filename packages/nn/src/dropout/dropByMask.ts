import type { Generator, Tensor } from "@lumbre/tensor";
import { ArgumentError, ValueError } from "@lumbre/tensor";
import {
  aBoolean,
  aGenerator,
  aTensor,
  bind,
  callAs,
  defineKind,
  defineSignature,
  named,
  nullable,
  optional,
  randomMask,
  required,
  requireWritable,
} from "@lumbre/tensor/engine";

/** Options of the dropout functions. */
export interface DropoutOptions {
  /** The share of elements set to 0, in [0, 1]. Default 0.5. */
  readonly p?: number;
  /** True to drop at all. Default true. */
  readonly training?: boolean;
  /** True to write the result into x. Default false. */
  readonly inplace?: boolean;
  /** Default: the generator that `manualSeed` starts. */
  readonly generator?: Generator | null;
}

export const aProbability = defineKind<number>(
  "a number between 0 and 1",
  (value) => typeof value === "number" && value >= 0 && value <= 1,
  (op, name, value) =>
    typeof value === "number"
      ? new ValueError(`${op}: dropout probability has to be between 0 and 1, but got ${value}`)
      : new ArgumentError(`${op}: ${name} must be a number between 0 and 1, got ${String(value)}`),
);

/** The signature that the dropout functions share. */
/* @__NO_SIDE_EFFECTS__ */
export function dropoutSignature(op: string) {
  return defineSignature(
    op,
    required("x", aTensor),
    optional("p", aProbability, 0.5),
    optional("training", aBoolean, true),
    optional("inplace", aBoolean, false),
    named("generator", nullable(aGenerator), null),
  );
}

/** Drops by a mask whose shape, made of x, broadcasts against x; `maskShape` throws for an x that has none. */
export function dropByMask(
  signature: ReturnType<typeof dropoutSignature>,
  given: ArrayLike<unknown>,
  maskShape: (x: Tensor) => readonly number[],
): Tensor {
  const [x, p, training, inplace, generator] = bind(signature, given);
  if (inplace) requireWritable(signature.op, x);
  const shape = maskShape(x);
  if (!training || p === 0) return x;
  const factor = (): Tensor => {
    const chosen = { dtype: x.dtype, device: x.device, ...(generator === null ? {} : { generator }) };
    return callAs(signature.op, () => randomMask(shape, 1 - p, 1 / (1 - p), chosen));
  };
  if (p === 1) return inplace ? x.mul_(0) : x.mul(0);
  return inplace ? x.mul_(factor()) : x.mul(factor());
}
