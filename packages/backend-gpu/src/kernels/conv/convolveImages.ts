import type { DeviceBuffer, View } from "@lumbre/tensor/backend";
import type { GpuBuffer } from "../../engine/buffer.js";
import type { Engine } from "../../engine/engine.js";
import { runSheet, runSheets, type Sheet, sheetOf } from "../sheet.js";
import { linesOfTile } from "../tile.js";
import { collectImages, convolve, tilePixels } from "./convolve.js";
import { packImages } from "./images.js";
import { type Convolution, type ImagePlan, planImages, planWeights, type WeightLayout } from "./plan.js";
import { packWeights, type Weights } from "./weights.js";

/** Operations fused into a convolution. */
export interface Epilogue {
  /** A number for each channel, to be added. */
  readonly bias: View | null;
  /** True if a ReLU follows. */
  readonly relu: boolean;
}

/** A view's images in texels. */
export function packView(
  engine: Engine,
  x: View,
  { images, rows, columns, folding }: Pick<ImagePlan, "images" | "rows" | "columns" | "folding">,
): GpuBuffer {
  const constants = { images, rows, columns, folding, offset: x.offset, strides: x.strides };
  return runSheet(engine, packImages, constants, [x.buffer], images.sheet);
}

/** `convolution` of x. Null where textures are too small for it. */
export function convolveImages(
  engine: Engine,
  x: View,
  weight: View,
  layout: WeightLayout,
  convolution: Convolution,
  epilogue: Epilogue = { bias: null, relu: false },
): DeviceBuffer | null {
  const { maxSide } = engine.machine.driver;
  const { batch, groups, outSize } = convolution;
  const lines = linesOfTile(engine);
  const plan = planImages(convolution, maxSide, false);
  const weights = plan && planWeights(convolution, plan, lines, maxSide);
  const across = Math.ceil(outSize[1] / tilePixels);
  const sheet = weights && sheetOf(batch * groups * outSize[0], across * weights.tiles, 1, maxSide);
  if (plan === null || weights === null || sheet === null) return null;
  const { images, stride, dilation } = plan;
  const packed = [
    packView(engine, x, plan),
    runSheet(engine, packWeights, { weights, ...layout }, [weight.buffer], weights.sheet),
  ];
  const constants = { images, weights, sheet, outHeight: outSize[0], stride, dilation };
  const tiles = runSheets(engine, convolve, constants, packed, sheet, 4 * lines);
  for (const buffer of packed) engine.free(buffer);
  return collect(engine, tiles, sheet, weights, convolution, epilogue);
}

/** The images from their tiles, which are used up. */
function collect(
  engine: Engine,
  tiles: readonly DeviceBuffer[],
  sheet: Sheet,
  weights: Weights,
  { batch, groups, outChannels, outSize }: Convolution,
  { bias, relu }: Epilogue,
): DeviceBuffer {
  const constants = {
    sheet,
    images: batch,
    groups,
    tiles: weights.tiles,
    tileChannels: tiles.length,
    channels: outChannels,
    height: outSize[0],
    width: outSize[1],
    bias: bias === null ? null : { offset: bias.offset, stride: bias.strides[0] },
    relu,
  };
  const inputs = bias === null ? tiles : [...tiles, bias.buffer];
  const length = batch * groups * outChannels * outSize[0] * outSize[1];
  const result = engine.run(collectImages, constants, inputs, length, "float32");
  for (const buffer of tiles) engine.free(buffer);
  return result;
}
