import { getDefaultDevice } from "../device.js";
import { allocateArray } from "../dtype.js";
import { ShapeError, ValueError } from "../errors.js";
import { tensorFromBuffer } from "../op/apply.js";
import type { Tensor } from "../tensor.js";
import type { TensorOptions } from "./fill.js";

/** A 1-d tensor whose element `i` is `value(i)`. */
function generate(length: number, value: (i: number) => number, options: TensorOptions): Tensor {
  const device = options.device ?? getDefaultDevice();
  const dtype = options.dtype ?? "float32";
  const data = allocateArray(dtype, length);
  for (let i = 0; i < length; i++) data[i] = value(i);
  const result = tensorFromBuffer(device, device.kernels.upload(data, dtype), dtype, [length]);
  if (options.requiresGrad === true) result.requiresGrad = true;
  return result;
}

/**
 * Numbers from `start` up to but without `end`, `step` apart: `arange(end)`, `arange(start, end)`,
 * `arange(start, end, step)`, each with options behind it.
 *
 * The dtype is float32 unless told, as for all of Lumbre's literals; PyTorch takes int64 for whole numbers.
 * @throws {ValueError} for a step of 0, or one that leads away from the end.
 * @example
 * arange(4); // => tensor([0., 1., 2., 3.])
 * arange(1, 2, 0.25); // => tensor([1.0000, 1.2500, 1.5000, 1.7500])
 * arange(3, { dtype: "int32" }); // => tensor([0, 1, 2])
 * @see https://pytorch.org/docs/stable/generated/torch.arange.html
 */
export function arange(...args: [...bounds: number[]] | [...bounds: number[], options: TensorOptions]): Tensor {
  const last = args[args.length - 1];
  const options = (typeof last === "object" ? last : {}) as TensorOptions;
  const bounds = (args as readonly unknown[]).filter((argument): argument is number => typeof argument === "number");
  const [start, end, step = 1] = bounds.length === 1 ? [0, bounds[0]] : bounds;
  if (bounds.length === 0 || bounds.length > 3 || !bounds.every(Number.isFinite)) {
    throw new ValueError(`arange: expected 1 to 3 finite numbers, got [${bounds.join(", ")}]`);
  }
  if (step === 0) throw new ValueError("arange: step must be nonzero");
  if ((end - start) * step < 0)
    throw new ValueError(
      `arange: upper bound and larger bound inconsistent with step sign: ${start} to ${end} by ${step}`,
    );
  return generate(Math.ceil((end - start) / step), (i) => start + i * step, options);
}

function requireSteps(op: string, steps: number): void {
  if (!Number.isInteger(steps) || steps < 0)
    throw new ShapeError(`${op}: number of steps must be a whole number >= 0, got ${steps}`);
}

/**
 * `steps` numbers from `start` to `end`, both included, at equal distances.
 *
 * @throws {ShapeError} for a number of steps that is negative or no whole number.
 * @example
 * linspace(0, 1, 5); // => tensor([0.0000, 0.2500, 0.5000, 0.7500, 1.0000])
 * @see https://pytorch.org/docs/stable/generated/torch.linspace.html
 */
export function linspace(start: number, end: number, steps: number, options: TensorOptions = {}): Tensor {
  requireSteps("linspace", steps);
  const step = steps > 1 ? (end - start) / (steps - 1) : 0;
  // Counted from the nearer end, so that both ends are exact.
  return generate(steps, (i) => (i < steps / 2 ? start + i * step : end - (steps - 1 - i) * step), options);
}

/**
 * `steps` numbers from `base ** start` to `base ** end`, at equal ratios.
 *
 * @param base Default 10.
 * @throws {ShapeError} for a number of steps that is negative or no whole number.
 * @example
 * logspace(0, 2, 3); // => tensor([  1.,  10., 100.])
 * @see https://pytorch.org/docs/stable/generated/torch.logspace.html
 */
export function logspace(start: number, end: number, steps: number, base = 10, options: TensorOptions = {}): Tensor {
  requireSteps("logspace", steps);
  const step = steps > 1 ? (end - start) / (steps - 1) : 0;
  return generate(steps, (i) => base ** (i < steps / 2 ? start + i * step : end - (steps - 1 - i) * step), options);
}

/**
 * A matrix with ones on its diagonal.
 *
 * @param columns Default: as many as rows.
 * @throws {ShapeError} for sizes that are negative or no whole numbers.
 * @example
 * eye(2); // => tensor([[1., 0.],
 * //            [0., 1.]])
 * @see https://pytorch.org/docs/stable/generated/torch.eye.html
 */
export function eye(rows: number, columns: number = rows, options: TensorOptions = {}): Tensor {
  for (const size of [rows, columns]) {
    if (!Number.isInteger(size) || size < 0)
      throw new ShapeError(`eye: sizes must be whole numbers >= 0, got [${rows}, ${columns}]`);
  }
  const flat = generate(
    rows * columns,
    (i) => (i % (columns + 1) === 0 && Math.floor(i / columns) < columns ? 1 : 0),
    options,
  );
  return flat
    .detach()
    .view(rows, columns)
    .requiresGrad_(options.requiresGrad ?? false);
}
