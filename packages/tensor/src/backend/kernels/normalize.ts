import { Blocks } from "../composition/blocks.js";
import { compose } from "../composition/composition.js";
import type { DeviceBuffer, View } from "../contract.js";
import type { Kernel } from "../kernel.js";

/**
 * The sizes of one normalisation. The elements lie as `[batch, groups, channels, size]`; the channels of a group have
 * their statistics in common, and a weight and a bias each.
 */
export interface NormGeometry {
  readonly batch: number;
  readonly groups: number;
  /** Channels in a group. */
  readonly channels: number;
  /** Elements in a channel. */
  readonly size: number;
  /** Statistics are taken over the whole batch, one per group; else for each of its members, `[batch, groups]`. */
  readonly acrossBatch: boolean;
  /** Added to variances. */
  readonly eps: number;
}

/**
 * `(x - mean) / sqrt(variance + eps) * weight + bias` with the mean and the (biased) variance of each group, and these.
 */
export const normalize: Kernel<
  "fused",
  (
    x: View,
    weight: View | null,
    bias: View | null,
    geometry: NormGeometry,
  ) => readonly [y: DeviceBuffer, mean: DeviceBuffer, variance: DeviceBuffer]
> = {
  group: "fused",
  resultDTypes: ({ dtype }) => [dtype, dtype, dtype],
  // In two passes, the mean first: the one-pass formula cancels where it is large.
  composed: (kernels, input, weight, bias, geometry) =>
    compose(kernels, (parts) => {
      const blocks = new Blocks(parts, geometry);
      const x = blocks.input(input);
      const mean = blocks.mean(x);
      const centred = parts.binary("sub", x, mean);
      const variance = blocks.mean(parts.unary("square", centred));
      let y = parts.binary("mul", centred, blocks.scale(variance));
      if (weight !== null) y = parts.binary("mul", y, blocks.parameter(weight));
      if (bias !== null) y = parts.binary("add", y, blocks.parameter(bias));
      return [parts.keep(y), parts.keep(mean), parts.keep(variance)];
    }),
};
