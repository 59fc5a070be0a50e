import type { ConvGeometry } from "@lumbre/tensor/backend";
import type { Engine } from "../../engine/engine.js";
import { Plan } from "../../engine/plan.js";
import { isBalanced } from "../../engine/team.js";
import { MR, POINTS, TILE } from "../../generated/constants.js";
import type { WasmFunctions } from "../../generated/functions.js";
import { type WinogradGradPlan, type WinogradPlan, winogradGradPlan, winogradPlan } from "../../generated/layouts.js";
import { type ConvMethod, type ConvPass, type Epilogue, noEpilogue } from "./method.js";

/** What one strip of tiles takes as points should stay in the second-level cache, more or less. */
const stripBytes = 1.5 * 2 ** 20;
/** Below this many channels, images or rows the transforms of planes cost more than they save. */
const fewest = { channels: 8, images: 3, size: 4 };
/**
 * Nanoseconds for each pair of a channel and a filter, as measured: to transform the filter, or with the weights' gradient
 * to add to what has been transformed and bring it back; for a tile; and for a result that a direct sum takes. With few tiles
 * the filters' transforms outweigh what is saved.
 */
const costs = {
  forward: { filter: 24, tile: 1.44 },
  inputGrad: { filter: 30, tile: 1.44 },
  weightGrad: { filter: 48, tile: 1.8 },
  direct: 0.47,
};
/** Images come in fours, one a lane. */
const lanes = 4;

/** The planes of one convolution, and what a padded result of the other direction has to do with them. */
interface Planes {
  readonly channels: number;
  readonly height: number;
  readonly width: number;
  readonly filters: number;
  readonly outHeight: number;
  readonly outWidth: number;
  readonly top: number;
  readonly left: number;
}

/** How many images and rows of results are worked on at a time. */
interface Strip {
  readonly images: number;
  readonly rows: number;
}

function tileRows(size: number): number {
  return Math.ceil(size / TILE);
}

function planesOf(g: ConvGeometry): Planes {
  const { inChannels: channels, inHeight: height, inWidth: width, outChannels: filters, outHeight, outWidth } = g;
  return { channels, height, width, filters, outHeight, outWidth, top: g.paddingTop, left: g.paddingLeft };
}

/** True if the transforms are worth their cost for so many images of a plane of results. */
function pays(pass: ConvPass, { outHeight, outWidth }: Planes, batch: number): boolean {
  const { filter, tile } = costs[pass];
  const tiles = lanes * Math.ceil(batch / lanes) * tileRows(outHeight) * tileRows(outWidth);
  return filter + tile * tiles < costs.direct * batch * outHeight * outWidth;
}

/** The convolution that computes the input's gradient: the other way round, with what the padding leaves of 2. */
function reversed(g: ConvGeometry): Planes {
  return {
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
  { channels, filters, outHeight, outWidth }: Planes,
  batch: number,
  wasm: WasmFunctions,
): Strip | null {
  if (wasm.winogradScratchBytes(channels, filters, outHeight, outWidth) > wasm.scratchBytes()) return null;
  const rowBytes = (images: number): number => wasm.winogradRowBytes(channels, filters, outWidth, images);
  const images = batch > 4 && rowBytes(8) <= stripBytes ? 8 : 4;
  const most = Math.max(1, Math.floor(stripBytes / rowBytes(images)));
  const strips = Math.ceil(tileRows(outHeight) / most);
  return { images, rows: TILE * Math.ceil(tileRows(outHeight) / strips) };
}

/** A strip cut smaller, so that all threads have a piece; results do not depend on it. */
function shareStrip({ images, rows }: Strip, { outHeight }: Planes, batch: number, threads: number): Strip {
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
      pays(pass, pass === "inputGrad" ? reversed(g) : planesOf(g), g.batch) &&
      chooseStrip(planesOf(g), g.batch, this.engine.wasm) !== null &&
      chooseStrip(reversed(g), g.batch, this.engine.wasm) !== null
    );
  }

  forward(x: number, weight: number, bias: number, target: number, g: ConvGeometry, epilogue: Epilogue): void {
    this.convolve(planesOf(g), g.batch, x, 0, weight, false, bias, target, epilogue);
  }

  unpools(): boolean {
    return true;
  }

  inputGrad(grad: number, weight: number, target: number, g: ConvGeometry, indices: number): void {
    this.convolve(reversed(g), g.batch, grad, indices, weight, true, 0, target, noEpilogue);
  }

  weightGrad(grad: number, x: number, target: number, g: ConvGeometry, indices: number): void {
    const planes = planesOf(g);
    const strip = chooseStrip(planes, g.batch, this.engine.wasm) as Strip;
    const { heap, wasm, team } = this.engine;
    const parts = Math.min(team.threads, g.batch);
    const partBytes = POINTS * wasm.winogradGradBytes(planes.filters, planes.channels);
    const partials = heap.allocate((parts * partBytes) / 4, "float32");
    const plan = this.gradPlan.write({
      ...planes,
      source: x,
      grad,
      partials: partials.address,
      parts,
      batch: g.batch,
      imagesPerBlock: strip.images,
      rowsPerStrip: strip.rows,
      indices,
    });
    team.run("winogradWeightGrad", [plan], parts, 1);
    const { filters, channels } = planes;
    team.run("winogradFilterGrad", [partials.address, parts, filters, channels, target], filters, 16);
    heap.release(partials);
  }

  private convolve(
    planes: Planes,
    batch: number,
    source: number,
    sourceIndices: number,
    weight: number,
    isReversed: boolean,
    bias: number,
    target: number,
    { relu, indices }: Epilogue,
  ): void {
    const whole = chooseStrip(planes, batch, this.engine.wasm) as Strip;
    const strip = shareStrip(whole, planes, batch, this.engine.team.threads);
    const { channels, filters } = planes;
    const blocks = Math.ceil(filters / MR);
    const pointBytes = this.engine.wasm.winogradFilterBytes(filters, channels);
    const filter = this.engine.heap.allocate((POINTS * pointBytes) / 4, "float32");
    // The weights are [filters, channels, 3, 3]; read the other way round, what was a row is a depth.
    const rowBytes = isReversed ? 36 : channels * 36;
    const depthBytes = isReversed ? filters * 36 : 36;
    this.engine.team.run(
      "winogradFilter",
      [weight, filters, rowBytes, channels, depthBytes, Number(isReversed), filter.address, pointBytes],
      blocks,
      4,
    );
    const strips = Math.ceil(planes.outHeight / strip.rows);
    const plan = this.plan.write({
      ...planes,
      source,
      filter: filter.address,
      bias,
      target,
      batch,
      imagesPerBlock: strip.images,
      rowsPerStrip: strip.rows,
      strips,
      relu,
      indices,
      sourceIndices,
    });
    this.engine.team.run("winogradForward", [plan], strips * Math.ceil(batch / strip.images), 1);
    this.engine.heap.release(filter);
  }
}
