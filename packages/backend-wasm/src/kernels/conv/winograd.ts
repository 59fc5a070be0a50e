import type { ConvGeometry } from "@lumbre/tensor/backend";
import type { Engine } from "../../engine/engine.js";
import { Plan } from "../../engine/plan.js";
import { isBalanced } from "../../engine/team.js";
import { MR, NR, POINTS, TILE } from "../../generated/constants.js";
import type { WasmFunctions } from "../../generated/functions.js";
import {
  type WinogradGradPlan,
  type WinogradPass,
  type WinogradPlan,
  winogradGradPlan,
  winogradPlan,
} from "../../generated/layouts.js";
import { type ConvMethod, type ConvPass, type Epilogue, noEpilogue } from "./method.js";

/** What one strip of tiles takes as points should stay in the second-level cache, more or less. */
const stripBytes = 1.5 * 2 ** 20;
/** The same where each strip reads a pooled gradient and its indices anew: to read them less often is worth more. */
const unpooledStripBytes = 3.5 * 2 ** 20;
/** What the points of a piece of filters should take of it, and the blocks of 4 filters that tiles of 4 and of 6 rows divide. */
const pieceBytes = 0.6 * 2 ** 20;
const wholeTiles = 3;
/** Below this many channels, images or rows the transforms of planes cost more than they save. */
const fewest = { channels: 8, images: 3, size: 4 };
/**
 * Nanoseconds for each pair of a channel and a filter, as measured: to transform the filter, or with the weights' gradient
 * to add to what has been transformed and bring it back; for a tile; and for a result that a direct sum takes. With few tiles
 * the filters' transforms outweigh what is saved.
 */
const costs = {
  forward: { filter: 8, tile: 1.7 },
  inputGrad: { filter: 8, tile: 1.7 },
  weightGrad: { filter: 12, tile: 1.8 },
  direct: 0.33,
};
/** Images come in fours, one a lane. */
const lanes = 4;

/** A convolution of planes whose filters are not transformed yet. */
type Convolution = Omit<WinogradPlan, "points" | "imagesPerBlock" | "rowsPerStrip" | "strips">;

/** A gradient of weights whose operands are not transformed yet. */
type WeightGrad = Omit<WinogradGradPlan, "points" | "parts" | "imagesPerBlock" | "rowsPerStrip">;

/** Weights as a matrix of filters by channels, in either direction. */
interface Weights {
  readonly weight: number;
  readonly rowBytes: number;
  readonly depthBytes: number;
  /** 1 for kernels that are read from the end. */
  readonly isFlipped: 0 | 1;
}

/** How many images and rows of results are worked on at a time. */
interface Strip {
  readonly images: number;
  readonly rows: number;
}

function tileRows(size: number): number {
  return Math.ceil(size / TILE);
}

/** The tiles of one image. */
function tilesOf({ outHeight, outWidth }: WinogradPass): number {
  return tileRows(outHeight) * tileRows(outWidth);
}

/** Pixels of a plane with zeros around, filled up to whole tiles, and of 6 rows more. */
function paddedSize({ outHeight, outWidth }: WinogradPass): number {
  return (TILE * tileRows(outHeight) + 8) * (TILE * tileRows(outWidth) + 2);
}

function planesOf(g: ConvGeometry): WinogradPass {
  return {
    batch: g.batch,
    channels: g.inChannels,
    height: g.inHeight,
    width: g.inWidth,
    filters: g.outChannels,
    outHeight: g.outHeight,
    outWidth: g.outWidth,
    top: g.paddingTop,
    left: g.paddingLeft,
  };
}

/** True if the transforms are worth their cost for so many images of a plane of results. */
function pays(pass: ConvPass, planes: WinogradPass): boolean {
  const { filter, tile } = costs[pass];
  const { batch } = planes;
  const tiles = lanes * Math.ceil(batch / lanes) * tilesOf(planes);
  return filter + tile * tiles < costs.direct * batch * planes.outHeight * planes.outWidth;
}

/** The convolution that computes the input's gradient: the other way round, with what the padding leaves of 2. */
function reversed(g: ConvGeometry): WinogradPass {
  return {
    batch: g.batch,
    channels: g.outChannels,
    height: g.outHeight,
    width: g.outWidth,
    filters: g.inChannels,
    outHeight: g.inHeight,
    outWidth: g.inWidth,
    top: 2 - g.paddingTop,
    left: 2 - g.paddingLeft,
  };
}

/**
 * Strips as long as each other and as the budget lets them be; null when even the smallest has no room in scratch memory.
 */
function chooseStrip(
  { batch, channels, filters, outHeight, outWidth }: WinogradPass,
  wasm: WasmFunctions,
  bytes = stripBytes,
): Strip | null {
  if (wasm.winogradScratchBytes(channels, filters, outHeight, outWidth) > wasm.scratchBytes()) return null;
  const rowBytes = (images: number): number => wasm.winogradRowBytes(channels, filters, outWidth, images);
  const images = batch > 4 && rowBytes(8) <= bytes ? 8 : 4;
  const most = Math.max(1, Math.floor(bytes / rowBytes(images)));
  const strips = Math.ceil(tileRows(outHeight) / most);
  return { images, rows: TILE * Math.ceil(tileRows(outHeight) / strips) };
}

/** A strip cut smaller, so that all threads have a piece; results do not depend on it. */
function shareStrip({ images, rows }: Strip, { batch, outHeight }: WinogradPass, threads: number): Strip {
  const isShared = (strip: Strip): boolean =>
    isBalanced(Math.ceil(outHeight / strip.rows) * Math.ceil(batch / strip.images), threads);
  const smaller = [8, 4].filter((count) => count <= images).map((count) => ({ images: count, rows }));
  for (let tiles = rows / TILE - 1; tiles > 0; tiles--) smaller.push({ images: 4, rows: TILE * tiles });
  return smaller.find(isShared) ?? { images, rows };
}

/** Convolutions with 3x3 kernels and stride 1 by Winograd's method. */
export class Winograd implements ConvMethod {
  readonly mixes = true;
  readonly pools = true;
  private readonly plan: Plan<WinogradPlan>;
  private readonly gradPlan: Plan<WinogradGradPlan>;

  constructor(private readonly engine: Engine) {
    this.plan = new Plan(engine.heap, winogradPlan);
    this.gradPlan = new Plan(engine.heap, winogradGradPlan);
  }

  suits(pass: ConvPass, g: ConvGeometry): boolean {
    return (
      g.kernelHeight === 3 &&
      g.kernelWidth === 3 &&
      g.strideHeight === 1 &&
      g.strideWidth === 1 &&
      g.dilationHeight === 1 &&
      g.dilationWidth === 1 &&
      g.groups === 1 &&
      g.paddingTop <= 2 &&
      g.paddingLeft <= 2 &&
      g.batch >= fewest.images &&
      Math.min(g.inChannels, g.outChannels) >= fewest.channels &&
      Math.min(g.outHeight, g.outWidth, g.inHeight, g.inWidth) >= fewest.size &&
      pays(pass, pass === "inputGrad" ? reversed(g) : planesOf(g)) &&
      chooseStrip(planesOf(g), this.engine.wasm) !== null &&
      chooseStrip(reversed(g), this.engine.wasm) !== null
    );
  }

  forward(x: number, weight: number, bias: number, target: number, g: ConvGeometry, epilogue: Epilogue): void {
    this.convolve(planesOf(g), x, 0, weight, false, bias, target, epilogue);
  }

  unpools(): boolean {
    return true;
  }

  inputGrad(grad: number, weight: number, target: number, g: ConvGeometry, indices: number): void {
    this.convolve(reversed(g), grad, indices, weight, true, 0, target, noEpilogue);
  }

  weightGrad(grad: number, x: number, target: number, g: ConvGeometry, indices: number): void {
    const planes = planesOf(g);
    const fields = { winogradPass: planes, source: x, grad, indices };
    const perPiece = this.blocksPerPiece("weightGrad", planes);
    if (perPiece === null) this.gradByImages(fields, target);
    else this.gradByFilters(fields, target, perPiece);
  }

  /** The sums over parts of the images, each of all filters, and then the sum of these. */
  private gradByImages(fields: WeightGrad, target: number): void {
    const { heap, wasm, team } = this.engine;
    const { batch, filters, channels } = fields.winogradPass;
    const strip = chooseStrip(fields.winogradPass, wasm) as Strip;
    const parts = Math.min(team.threads, batch);
    const points = heap.allocate((parts * POINTS * wasm.winogradGradBytes(filters, channels)) / 4, "float32");
    const plan = this.gradPlan.write({
      points: points.address,
      parts,
      imagesPerBlock: strip.images,
      rowsPerStrip: strip.rows,
      ...fields,
    });
    team.run("winogradWeightGrad", [plan], parts, 1);
    team.run("winogradFilterGrad", [points.address, parts, filters, channels, target], filters, 16);
    heap.release(points);
  }

  /** Transforms all images, and then takes the sums piece by piece of the filters. */
  private gradByFilters(fields: WeightGrad, target: number, perPiece: number): void {
    const { heap, wasm, team } = this.engine;
    const { batch, filters, channels, outHeight } = fields.winogradPass;
    const points = heap.allocate(wasm.winogradPanelBytes(batch, channels, tilesOf(fields.winogradPass)) / 4, "float32");
    const whole = { parts: 1, imagesPerBlock: batch, rowsPerStrip: outHeight };
    const plan = this.gradPlan.write({ points: points.address, ...whole, ...fields });
    team.run("winogradPanels", [plan], Math.ceil(channels / NR), 1);
    const pieces = Math.ceil(Math.ceil(filters / MR) / perPiece);
    team.run("winogradGradFilters", [plan, perPiece, target], pieces, 1);
    heap.release(points);
  }

  private convolve(
    planes: WinogradPass,
    source: number,
    sourceIndices: number,
    weight: number,
    isReversed: boolean,
    bias: number,
    target: number,
    { relu, indices }: Epilogue,
  ): void {
    // The weights are [filters, channels, 3, 3]; read the other way round, what was a row is a depth.
    const { channels, filters } = planes;
    const weights: Weights = isReversed
      ? { weight, rowBytes: 36, depthBytes: filters * 36, isFlipped: 1 }
      : { weight, rowBytes: channels * 36, depthBytes: 36, isFlipped: 0 };
    const fields = { winogradPass: planes, source, bias, target, relu, indices, sourceIndices };
    const perPiece = this.blocksPerPiece("forward", planes);
    if (perPiece === null) this.byImages(fields, weights);
    else this.byFilters(fields, weights, perPiece);
  }

  /** Transforms all filters, and then strip by strip the images. */
  private byImages(fields: Convolution, { weight, rowBytes, depthBytes, isFlipped }: Weights): void {
    const { wasm, team, heap } = this.engine;
    const planes = fields.winogradPass;
    const { batch, channels, filters, outHeight } = planes;
    const bytes = fields.sourceIndices === 0 ? stripBytes : unpooledStripBytes;
    const strip = shareStrip(chooseStrip(planes, wasm, bytes) as Strip, planes, team.threads);
    const pointBytes = wasm.winogradFilterBytes(filters, channels);
    const points = heap.allocate((POINTS * pointBytes) / 4, "float32");
    const args = [weight, filters, rowBytes, channels, depthBytes, isFlipped, points.address, pointBytes];
    team.run("winogradFilter", args, Math.ceil(filters / MR), 4);
    const strips = Math.ceil(outHeight / strip.rows);
    const plan = this.plan.write({
      points: points.address,
      imagesPerBlock: strip.images,
      rowsPerStrip: strip.rows,
      strips,
      ...fields,
    });
    team.run("winogradForward", [plan], strips * Math.ceil(batch / strip.images), 1);
    heap.release(points);
  }

  /** Transforms all images, and then piece by piece the filters. */
  private byFilters(fields: Convolution, { weight, rowBytes, depthBytes, isFlipped }: Weights, perPiece: number): void {
    const { wasm, team, heap } = this.engine;
    const { batch, channels, filters, outHeight } = fields.winogradPass;
    const points = heap.allocate(wasm.winogradInputBytes(batch, channels, tilesOf(fields.winogradPass)) / 4, "float32");
    const strip = { imagesPerBlock: batch, rowsPerStrip: outHeight, strips: 1 };
    const plan = this.plan.write({ points: points.address, ...strip, ...fields });
    team.run("winogradInputs", [plan], channels, 8);
    const pieces = Math.ceil(Math.ceil(filters / MR) / perPiece);
    team.run("winogradFilters", [plan, weight, rowBytes, depthBytes, isFlipped, perPiece], pieces, 1);
    heap.release(points);
  }

  /**
   * Blocks of 4 filters in a piece, where working by filters takes less memory traffic: each piece reads the points of all
   * images, as each strip of images those of all filters. Null where working by images does.
   */
  private blocksPerPiece(pass: "forward" | "weightGrad", planes: WinogradPass): number | null {
    const { batch, channels, filters } = planes;
    const { wasm, team } = this.engine;
    const tiles = tilesOf(planes);
    if (tiles * batch > filters) return null;
    const blocks = Math.ceil(filters / MR);
    const fitting = Math.min(pieceBytes / (POINTS * 4 * MR * channels), Math.ceil(blocks / team.threads));
    const perPiece = wholeTiles * Math.max(1, Math.floor(fitting / wholeTiles));
    const needed =
      pass === "forward"
        ? wasm.winogradFiltersScratchBytes(channels, tiles, perPiece)
        : wasm.winogradGradScratchBytes(batch, channels, tiles, paddedSize(planes), perPiece);
    return needed <= wasm.scratchBytes() ? perPiece : null;
  }
}
