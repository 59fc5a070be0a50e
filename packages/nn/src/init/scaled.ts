import type { Generator, Tensor } from "@lumbre/tensor";
import {
  aFiniteNumber,
  aGenerator,
  aTensor,
  bind,
  callAs,
  defineSignature,
  named,
  nullable,
  oneOf,
  optional,
  required,
  requireWritable,
} from "@lumbre/tensor/engine";
import { calculateFans, calculateGain, type Nonlinearity, nonlinearities } from "./gain.js";
import { drawnFrom, type InitOptions, normal_, uniform_ } from "./random.js";

/** Uniform samples of mean 0 and a standard deviation. */
function uniformOfStd(x: Tensor, generator: Generator | null, std: number): Tensor {
  const bound = Math.sqrt(3) * std;
  return uniform_(x, -bound, bound, drawnFrom(generator));
}

function normalOfStd(x: Tensor, generator: Generator | null, std: number): Tensor {
  return normal_(x, 0, std, drawnFrom(generator));
}

/** Options of {@link xavierUniform_} and {@link xavierNormal_}. */
export interface XavierOptions extends InitOptions {
  /** The factor of the standard deviation. Default 1. */
  readonly gain?: number;
}

/* @__NO_SIDE_EFFECTS__ */
function xavierSignature(op: string) {
  return defineSignature(
    op,
    required("x", aTensor),
    optional("gain", aFiniteNumber, 1),
    named("generator", nullable(aGenerator), null),
  );
}

/** A standard deviation, which for a tensor without elements may be infinite, as a number that draws nothing from. */
function ofElements(x: Tensor, std: number): number {
  return x.numel() === 0 ? 0 : std;
}

/** The tensor to fill, the generator to draw from, and the standard deviation that is the same forwards and backwards. */
function boundXavier(
  signature: ReturnType<typeof xavierSignature>,
  given: ArrayLike<unknown>,
): [x: Tensor, generator: Generator | null, std: number] {
  const [x, gain, generator] = bind(signature, given);
  requireWritable(signature.op, x);
  const { fanIn, fanOut } = calculateFans(x.shape);
  return [x, generator, ofElements(x, gain * Math.sqrt(2 / (fanIn + fanOut)))];
}

const xavierUniformSignature = xavierSignature("xavierUniform_");

/**
 * Uniform samples whose bound keeps the standard deviation the same forwards and backwards:
 * `gain * sqrt(6 / (fanIn + fanOut))`.
 *
 * @param gain The factor of the bound, as of `calculateGain`. Default 1.
 * @param options A generator.
 * @throws {ShapeError} for fewer than two dimensions.
 * @example
 * init.xavierUniform_(empty(2, 4)).abs().le(1).all(); // => tensor(True)
 * @see https://pytorch.org/docs/stable/nn.init.html#torch.nn.init.xavier_uniform_
 * @see https://proceedings.mlr.press/v9/glorot10a.html Glorot, Bengio
 */
export function xavierUniform_(x: Tensor, gain?: number | XavierOptions, options?: InitOptions): Tensor {
  return callAs("xavierUniform_", () => uniformOfStd(...boundXavier(xavierUniformSignature, arguments)));
}

const xavierNormalSignature = xavierSignature("xavierNormal_");

/**
 * Normal samples of standard deviation `gain * sqrt(2 / (fanIn + fanOut))`.
 *
 * @param gain The factor of the standard deviation, as of `calculateGain`. Default 1.
 * @param options A generator.
 * @throws {ShapeError} for fewer than two dimensions.
 * @example
 * init.xavierNormal_(empty(2, 4), { gain: 0 }).any(); // => tensor(False)
 * @see https://pytorch.org/docs/stable/nn.init.html#torch.nn.init.xavier_normal_
 */
export function xavierNormal_(x: Tensor, gain?: number | XavierOptions, options?: InitOptions): Tensor {
  return callAs("xavierNormal_", () => normalOfStd(...boundXavier(xavierNormalSignature, arguments)));
}

/** Options of {@link kaimingUniform_} and {@link kaimingNormal_}. */
export interface KaimingOptions extends InitOptions {
  /** The slope below 0 of the leaky ReLU that follows. Default 0. */
  readonly a?: number;
  /** "fanIn" keeps the standard deviation in the forward pass, "fanOut" in the backward pass. Default "fanIn". */
  readonly mode?: "fanIn" | "fanOut";
  /** Default "leakyRelu". */
  readonly nonlinearity?: Nonlinearity;
}

/* @__NO_SIDE_EFFECTS__ */
function kaimingSignature(op: string) {
  return defineSignature(
    op,
    required("x", aTensor),
    optional("a", aFiniteNumber, 0),
    optional("mode", oneOf("fanIn", "fanOut"), "fanIn"),
    optional<Nonlinearity>("nonlinearity", oneOf(...nonlinearities), "leakyRelu"),
    named("generator", nullable(aGenerator), null),
  );
}

/** The tensor to fill, the generator to draw from, and the standard deviation that keeps that of what goes through. */
function boundKaiming(
  signature: ReturnType<typeof kaimingSignature>,
  given: ArrayLike<unknown>,
): [x: Tensor, generator: Generator | null, std: number] {
  const [x, a, mode, nonlinearity, generator] = bind(signature, given);
  requireWritable(signature.op, x);
  return [x, generator, ofElements(x, calculateGain(nonlinearity, a) / Math.sqrt(calculateFans(x.shape)[mode]))];
}

const kaimingUniformSignature = kaimingSignature("kaimingUniform_");

/**
 * Uniform samples that keep the standard deviation through a ReLU: bound `gain * sqrt(3 / fan)`.
 *
 * @param a The slope below 0 of the leaky ReLU that follows. Default 0.
 * @param mode "fanIn" keeps the standard deviation in the forward pass, "fanOut" in the backward pass. Default "fanIn".
 * @param nonlinearity What follows. Default "leakyRelu".
 * @param options A generator.
 * @throws {ShapeError} for fewer than two dimensions.
 * @example
 * const w = init.kaimingUniform_(empty(8, 6), { nonlinearity: "relu" });
 * w.abs().le(1).all(); // => tensor(True)
 * @see https://pytorch.org/docs/stable/nn.init.html#torch.nn.init.kaiming_uniform_
 * @see https://arxiv.org/abs/1502.01852 He et al.
 */
export function kaimingUniform_(
  x: Tensor,
  a?: number | KaimingOptions,
  mode?: "fanIn" | "fanOut" | Omit<KaimingOptions, "a">,
  nonlinearity?: Nonlinearity | Pick<KaimingOptions, "nonlinearity" | "generator">,
  options?: InitOptions,
): Tensor {
  return callAs("kaimingUniform_", () => uniformOfStd(...boundKaiming(kaimingUniformSignature, arguments)));
}

const kaimingNormalSignature = kaimingSignature("kaimingNormal_");

/**
 * Normal samples that keep the standard deviation through a ReLU: standard deviation `gain / sqrt(fan)`.
 *
 * @param a The slope below 0 of the leaky ReLU that follows. Default 0.
 * @param mode "fanIn" keeps the standard deviation in the forward pass, "fanOut" in the backward pass. Default "fanIn".
 * @param nonlinearity What follows. Default "leakyRelu".
 * @param options A generator.
 * @throws {ShapeError} for fewer than two dimensions.
 * @example
 * const w = init.kaimingNormal_(empty(64, 32, 3, 3), { mode: "fanOut", nonlinearity: "relu" });
 * Math.abs(w.std().item() - Math.sqrt(2 / (64 * 9))) < 0.005; // => true
 * @see https://pytorch.org/docs/stable/nn.init.html#torch.nn.init.kaiming_normal_
 * @see https://arxiv.org/abs/1502.01852 He et al.
 */
export function kaimingNormal_(
  x: Tensor,
  a?: number | KaimingOptions,
  mode?: "fanIn" | "fanOut" | Omit<KaimingOptions, "a">,
  nonlinearity?: Nonlinearity | Pick<KaimingOptions, "nonlinearity" | "generator">,
  options?: InitOptions,
): Tensor {
  return callAs("kaimingNormal_", () => normalOfStd(...boundKaiming(kaimingNormalSignature, arguments)));
}
