import { noGrad } from "@lumbre/autograd";
import { Tensor, tensor, ValueError } from "@lumbre/tensor";

/** Options of {@link clipGradNorm_}. */
export interface ClipGradNormOptions {
  /** Which norm, such as 1, 2 or Infinity. Default 2. */
  readonly normType?: number;
  /** Throw when the norm is NaN or infinite. Default false. */
  readonly errorIfNonfinite?: boolean;
}

function gradientsOf(parameters: Tensor | Iterable<Tensor>): Tensor[] {
  const list = parameters instanceof Tensor ? [parameters] : [...parameters];
  return list.flatMap(({ grad }) => (grad === null ? [] : [grad]));
}

/**
 * Scales all gradients, in place, so that their norm, taken over all of them together, is at most `maxNorm`: by
 * `min(1, maxNorm / (norm + 1e-6))`.
 *
 * @returns The norm before.
 * @throws {ValueError} with errorIfNonfinite, for a norm that is NaN or infinite.
 * @example
 * const w = tensor([0, 0], { requiresGrad: true });
 * w.mul(tensor([3, 4])).sum().backward();
 * clipGradNorm_([w], 1).item(); // => 5
 * w.grad; // => tensor([0.6000, 0.8000])
 * @see https://pytorch.org/docs/stable/generated/torch.nn.utils.clip_grad_norm_.html
 */
export function clipGradNorm_(
  parameters: Tensor | Iterable<Tensor>,
  maxNorm: number,
  options: ClipGradNormOptions = {},
): Tensor {
  const { normType = 2, errorIfNonfinite = false } = options;
  if (Number.isNaN(maxNorm) || Number.isNaN(normType))
    throw new ValueError("clipGradNorm_: maxNorm and normType must be numbers, got NaN");
  const gradients = gradientsOf(parameters);
  if (gradients.length === 0) return tensor(0);
  return noGrad(() => {
    const norms = gradients.map((gradient) => gradient.norm(normType).item());
    const total = tensor(norms, { dtype: gradients[0].dtype }).norm(normType);
    const norm = total.item();
    if (errorIfNonfinite && !Number.isFinite(norm)) {
      throw new ValueError(
        `clipGradNorm_: the total norm of order ${normType} for gradients from parameters is non-finite, so it cannot be clipped`,
      );
    }
    // As in PyTorch, a NaN norm makes all gradients NaN rather than letting them pass.
    const scale = maxNorm / (norm + 1e-6);
    if (!(scale >= 1)) for (const gradient of gradients) gradient.mul_(scale);
    return total;
  });
}

/**
 * Limits every element of every gradient, in place, to [-clipValue, clipValue].
 *
 * @throws {ValueError} for a negative clipValue.
 * @see https://pytorch.org/docs/stable/generated/torch.nn.utils.clip_grad_value_.html
 */
export function clipGradValue_(parameters: Tensor | Iterable<Tensor>, clipValue: number): void {
  if (!(clipValue >= 0)) throw new ValueError(`clipGradValue_: clipValue must be >= 0, got ${clipValue}`);
  noGrad(() => {
    for (const gradient of gradientsOf(parameters)) gradient.clamp_({ min: -clipValue, max: clipValue });
  });
}
