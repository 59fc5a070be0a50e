import type { Tensor } from "@lumbre/tensor";
import {
  aBoolean,
  aFunction,
  aNumberFrom,
  anInteger,
  anIntegerFrom,
  anything,
  aTensor,
  defineKind,
  defineSignature,
  either,
  type Kind,
  named,
  nullable,
  optional,
  required,
  tensors,
} from "@lumbre/tensor/engine";

/** A function whose gradients are to be checked; a module is one. */
export type Differentiable = (...inputs: Tensor[]) => Tensor | readonly Tensor[];

/** Tensors that a function uses beside its inputs: a list, a list with names, or the module that has them. */
export type GradcheckParameters =
  | Iterable<Tensor>
  | Iterable<readonly [name: string, parameter: Tensor]>
  | { namedParameters(): Iterable<readonly [name: string, parameter: Tensor]> };

/** Options of {@link gradcheck} and {@link gradgradcheck}. */
export interface GradcheckOptions {
  /** Step of the central difference, > 0. Default 1e-6; for float32 5e-3. */
  readonly eps?: number | null;
  /**
   * Absolute tolerance, >= 0. Default 1e-5; for float32 1e-3. With maxEntries it is smaller by default: as much as the
   * rounding of the differences explains.
   */
  readonly atol?: number | null;
  /** Relative tolerance, >= 0. Default 1e-3; for float32 1e-2. */
  readonly rtol?: number | null;
  /** Throw when the check fails; otherwise the report says so. Default true. */
  readonly raiseException?: boolean;
  /** The most that outputs may differ when `func` is called again with the same inputs, >= 0. Default 0. */
  readonly nondetTol?: number;
  /**
   * Compare one random direction (true) or every entry of the Jacobian (false). Default null: every entry where all
   * tensors together have at most 64 elements, as that costs a backward per output and two forwards per element.
   */
  readonly fastMode?: boolean | null;
  /** What is checked beside the inputs. Default null: the parameters of `func`, where it is a module. */
  readonly parameters?: GradcheckParameters | null;
  /**
   * Compare this many elements of each tensor, drawn at random, >= 1, and a random direction: for a whole network. Costs
   * one backward and two forwards per element. Default null: no limit.
   */
  readonly maxEntries?: number | null;
  /**
   * Take float32 too. Its differences are coarse, and wrong where a step crosses the kink of a relu or a maximum.
   * Default false.
   */
  readonly allowFloat32?: boolean;
  /** Seed of what is drawn at random. Default 0. */
  readonly seed?: number;
}

/** Options of {@link gradgradcheck}, by name. */
export interface GradgradcheckOptions extends GradcheckOptions {
  /** The gradients of the outputs; null: random ones. Default null. */
  readonly gradOutputs?: Tensor | readonly Tensor[] | null;
}

/** The step and the tolerances that a check uses. */
export interface Settings {
  readonly eps: number;
  readonly atol: number;
  readonly rtol: number;
}

/** The options as they are bound; null for what depends on the dtype or the size. */
export type BoundOptions = readonly [
  eps: number | null,
  atol: number | null,
  rtol: number | null,
  raiseException: boolean,
  nondetTol: number,
  fastMode: boolean | null,
  parameters: unknown,
  maxEntries: number | null,
  allowFloat32: boolean,
  seed: number,
];

const aPositiveNumber: Kind<number> = defineKind(
  "a number > 0",
  (value) => Number.isFinite(value) && (value as number) > 0,
);

const oneOrMore = either(aTensor, tensors);
const subjectParameters = [required("func", aFunction<Differentiable>()), required("inputs", oneOrMore)] as const;
const options = [
  named("eps", nullable(aPositiveNumber), null),
  named("atol", nullable(aNumberFrom(0)), null),
  named("rtol", nullable(aNumberFrom(0)), null),
  named("raiseException", aBoolean, true),
  named("nondetTol", aNumberFrom(0), 0),
  named("fastMode", nullable(aBoolean), null),
  named("parameters", anything, null),
  named("maxEntries", nullable(anIntegerFrom(1)), null),
  named("allowFloat32", aBoolean, false),
  named("seed", anInteger, 0),
] as const;

export const gradcheckSignature = defineSignature("gradcheck", ...subjectParameters, ...options);
export const gradgradcheckSignature = defineSignature(
  "gradgradcheck",
  ...subjectParameters,
  optional("gradOutputs", nullable(oneOrMore), null),
  ...options,
);

/** The step and the tolerances, where they were not given. */
export function settingsFor(
  isFloat32: boolean,
  eps: number | null,
  atol: number | null,
  rtol: number | null,
): Settings {
  const defaults = isFloat32 ? { eps: 5e-3, atol: 1e-3, rtol: 1e-2 } : { eps: 1e-6, atol: 1e-5, rtol: 1e-3 };
  return { eps: eps ?? defaults.eps, atol: atol ?? defaults.atol, rtol: rtol ?? defaults.rtol };
}
