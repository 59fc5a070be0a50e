import type { DType } from "../dtype.js";
import type { Shape } from "../shape.js";

// What to write instead, for the mistakes that everybody makes; nothing where none of them is likely.

/** For an input whose channels come last, where `channels` were expected before the `spatial` dimensions. */
export function channelsLastHint(shape: Shape, spatial: number, channels: number): string {
  if (shape.length < spatial + 1 || shape[shape.length - 1] !== channels) return "";
  const isBatch = shape.length === spatial + 2;
  const order = spatial === 1 ? (isBatch ? "0, 2, 1" : "1, 0") : isBatch ? "0, 3, 1, 2" : "2, 0, 1";
  return `; channels come before what they are channels of: write x.permute(${order})`;
}

/** For an input of another number of channels than the expected one. */
export function channelHint(shape: Shape, spatial: number, channels: number): string {
  const last = channelsLastHint(shape, spatial, channels);
  if (last !== "" || shape.length === spatial + 2 || channels !== 1) return last;
  const item = spatial === 1 ? "sequence [C, L]" : "image [C, H, W]";
  return `; ${shape.length} dimensions are one ${item}: write x.unsqueeze(1) for a batch with one channel`;
}

/** For an input that is no float, or another one than `dtype`. */
export function floatHint(given: DType, dtype: DType = "float32"): string {
  return given === "uint8" ? `; write x.to("${dtype}").div(255)` : `; write x.to("${dtype}")`;
}
