import { BatchNorm2d, Conv2d, type Module, Sequential } from "@lumbre/nn";
import type { Tensor } from "@lumbre/tensor";

/** How a {@link convNormActivation} differs from the plainest. */
export interface ConvNormSettings {
  /** Default 1. */
  readonly stride?: number;
  /** Default 1. */
  readonly groups?: number;
  /** Makes the batch normalization. Default: PyTorch's. */
  readonly norm?: (channels: number) => BatchNorm2d;
  /** Makes the activation; null for none. */
  readonly activation: (() => Module<[x: Tensor], Tensor>) | null;
}

/** A convolution that keeps the size, apart from its stride, with batch normalization and an activation. */
export function convNormActivation(
  inChannels: number,
  outChannels: number,
  kernelSize: number,
  { stride = 1, groups = 1, norm = (channels) => new BatchNorm2d(channels), activation }: ConvNormSettings,
): Sequential {
  const padding = (kernelSize - 1) / 2;
  const layers = new Sequential(
    new Conv2d(inChannels, outChannels, kernelSize, { stride, padding, groups, bias: false }),
    norm(outChannels),
  );
  return activation === null ? layers : layers.append(activation());
}

/** The multiple of 8 that is nearest, and not less than nine tenths of the number. */
export function multipleOf8(channels: number): number {
  const nearest = Math.max(8, Math.floor((channels + 4) / 8) * 8);
  return nearest < 0.9 * channels ? nearest + 8 : nearest;
}
