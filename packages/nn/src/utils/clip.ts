import { noGrad } from "@lumbre/autograd";
import { scope, stack, type Tensor, tensor, ValueError } from "@lumbre/tensor";
import { aBoolean, aNumber, anything, bind, defineSignature, optional, required } from "@lumbre/tensor/engine";
import { listTensors } from "./listTensors.js";

/** Options of {@link clipGradNorm_}. */
export interface ClipGradNormOptions {
  /** The p of the norm; Infinity for the largest absolute value. Default 2. */
  readonly normType?: number;
  /** True if a norm that is NaN or infinite is an error. Default false. */
  readonly errorIfNonfinite?: boolean;
}

const normSignature = defineSignature(
  "clipGradNorm_",
  required("parameters", anything),
  required("maxNorm", aNumber),
  optional("normType", aNumber, 2),
  optional("errorIfNonfinite", aBoolean, false),
);
const valueSignature = defineSignature(
  "clipGradValue_",
  required("parameters", anything),
  required("clipValue", aNumber),
);

function gradientsOf(op: string, parameters: unknown): Tensor[] {
  return listTensors(op, "parameters", parameters).flatMap(({ grad }) => (grad === null ? [] : [grad]));
}

/**
 * Scales the gradients of all parameters together, so that their norm, as of one vector, is at most `maxNorm`.
 *
 * They are multiplied by `min(1, maxNorm / (norm + 1e-6))`.
 *
 * @param parameters A parameter or several; those without a gradient are left out.
 * @param maxNorm The largest norm allowed.
 * @param normType The p of the norm; Infinity for the largest absolute value. Default 2.
 * @param errorIfNonfinite True if a norm that is NaN or infinite is an error. Default false: it makes the
 *   gradients NaN or 0.
 * @returns The norm before.
 * @throws {ValueError} for a norm that is not finite, where that was asked for; nothing is changed then.
 * @example
 * const w = tensor([0, 0], { requiresGrad: true });
 * w.grad = tensor([3, 4]);
 * nn.utils.clipGradNorm_([w], 1); // => tensor(5.)
 * w.grad; // => tensor([0.6000, 0.8000])
 * @see https://pytorch.org/docs/stable/generated/torch.nn.utils.clip_grad_norm_.html
 */
export function clipGradNorm_(
  parameters: Tensor | Iterable<Tensor>,
  maxNorm: number | (ClipGradNormOptions & { readonly maxNorm: number }),
  normType?: number | ClipGradNormOptions,
  errorIfNonfinite?: boolean | Pick<ClipGradNormOptions, "errorIfNonfinite">,
): Tensor {
  const [given, largest, order, isStrict] = bind(normSignature, arguments);
  if (Number.isNaN(largest)) throw new ValueError("clipGradNorm_: maxNorm must be a number, got NaN");
  if (Number.isNaN(order)) throw new ValueError("clipGradNorm_: normType must be a number, got NaN");
  const gradients = gradientsOf("clipGradNorm_", given);
  if (gradients.length === 0) return tensor(0);
  return noGrad(() =>
    scope(() => {
      const [{ device }] = gradients;
      const norms = gradients.map((gradient) => gradient.norm(order).to(device));
      const total = stack(norms).norm(order);
      if (isStrict && !Number.isFinite(total.item())) {
        throw new ValueError(
          `clipGradNorm_: The total norm of order ${order} for gradients from \`parameters\` is non-finite, so it ` +
            `cannot be clipped: ${total.item()}. To disable this error and scale the gradients by the non-finite norm ` +
            "anyway, set `errorIfNonfinite: false`",
        );
      }
      const coefficient = total.add(1e-6).reciprocal_().mul_(largest).clamp({ max: 1 });
      for (const gradient of gradients) gradient.mul_(coefficient.to(gradient.device));
      return total;
    }),
  );
}

/**
 * Brings every element of the gradients into [-clipValue, clipValue].
 *
 * @param parameters A parameter or several; those without a gradient are left out.
 * @param clipValue The largest absolute value allowed, >= 0.
 * @throws {ValueError} for a negative clipValue.
 * @example
 * const w = tensor([0, 0], { requiresGrad: true });
 * w.grad = tensor([3, -0.5]);
 * nn.utils.clipGradValue_([w], 1);
 * w.grad; // => tensor([ 1.0000, -0.5000])
 * @see https://pytorch.org/docs/stable/generated/torch.nn.utils.clip_grad_value_.html
 */
export function clipGradValue_(
  parameters: Tensor | Iterable<Tensor>,
  clipValue: number | { readonly clipValue: number },
): void {
  const [given, bound] = bind(valueSignature, arguments);
  if (!(bound >= 0)) throw new ValueError(`clipGradValue_: clipValue must be >= 0, got ${bound}`);
  const gradients = gradientsOf("clipGradValue_", given);
  noGrad(() =>
    scope(() => {
      for (const gradient of gradients) gradient.clamp_({ min: -bound, max: bound });
    }),
  );
}
