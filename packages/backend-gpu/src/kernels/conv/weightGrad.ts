import type { DeviceBuffer, View } from "@lumbre/tensor/backend";
import type { Engine } from "../../engine/engine.js";
import { roundUp, runSheets, sheetOf } from "../sheet.js";
import { linesOfTile } from "../tile.js";
import { packView } from "./convolveImages.js";
import { collectWeights, correlate, pixelsARound } from "./correlate.js";
import type { Images } from "./images.js";
import { type Convolution, planImages } from "./plan.js";

/** Fewer threads than this leave a GPU idle; the batch is then split among more. */
const fewThreads = 2048;

/** The output's gradient as the images that {@link correlate} reads. */
function planGrad({ batch, groups, outChannels, outSize }: Convolution, lines: number, maxSide: number) {
  const quads = roundUp(Math.ceil(outChannels / 4), lines);
  const width = roundUp(outSize[1], pixelsARound);
  const sheet = sheetOf(batch * groups, width * quads, outSize[0], maxSide);
  if (sheet === null) return null;
  const [rows, columns] = outSize.map((size) => ({ size, padding: 0, spread: 1 }));
  const images: Images = { sheet, groups, channels: outChannels, quads };
  return { images, rows, columns, folding: null, width };
}

function planCorrelation(convolution: Convolution, lines: number, maxSide: number) {
  const { batch, groups, outSize } = convolution;
  const x = planImages(convolution, maxSide, true);
  const grad = planGrad(convolution, lines, maxSide);
  if (x === null || grad === null) return null;
  const tiles = grad.images.quads / lines;
  const across = x.kernel[0] * x.kernel[1] * x.images.quads;
  const parts = Math.min(batch, Math.ceil(fewThreads / (groups * tiles * across)));
  const sheet = sheetOf(groups * parts * tiles, across, 1, maxSide);
  if (sheet === null) return null;
  const constants = {
    x: x.images,
    grad: grad.images,
    batch,
    parts,
    outHeight: outSize[0],
    outWidth: grad.width,
    kernel: x.kernel,
    lines,
    sheet,
    stride: x.stride,
    dilation: x.dilation,
  };
  return { x, grad, tiles, parts, sheet, constants };
}

/** The gradient of a convolution's weight. Null where textures are too small for it. */
export function weightGrad(engine: Engine, grad: View, x: View, convolution: Convolution): DeviceBuffer | null {
  const { groups, inChannels, outChannels, kernel } = convolution;
  const lines = linesOfTile(engine);
  const plan = planCorrelation(convolution, lines, engine.machine.driver.maxSide);
  if (plan === null) return null;
  const { sheet, parts, tiles } = plan;
  const packed = [packView(engine, grad, plan.grad), packView(engine, x, plan.x)];
  const sums = runSheets(engine, correlate, plan.constants, packed, sheet, 4 * lines);
  const constants = {
    sheet,
    parts,
    groups,
    tiles,
    tileChannels: 4 * lines,
    quads: plan.x.images.quads,
    outChannels,
    inChannels,
    kernel,
    isFolded: plan.x.folding !== null,
  };
  const length = groups * outChannels * inChannels * kernel[0] * kernel[1];
  const result = engine.run(collectWeights, constants, sums, length, "float32");
  for (const buffer of [...packed, ...sums]) engine.free(buffer);
  return result;
}
