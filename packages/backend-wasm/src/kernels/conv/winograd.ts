import type { ConvGeometry } from "@lumbre/tensor/backend";
import type { Engine } from "../../engine/engine.js";
import { isBalanced } from "../../engine/team.js";
import type { WasmBuffer } from "../../memory/heap.js";
import { type ConvMethod, type ConvPass, type Epilogue, noEpilogue } from "./method.js";

/** Points of a transformed tile: 6 along each side. */
const points = 36;
/** So many filters are multiplied at a time: 4 times `BLOCKS` of assembly/conv/winograd/forward.ts. */
const filtersAtOnce = 48;
/** What one strip of tiles takes as points should stay in the second-level cache, more or less. */
const stripBytes = 1.5 * 2 ** 20;
/** Below this many channels, images or rows the transforms cost more than they save. */
const fewest = { channels: 8, images: 3, size: 4 };

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

/** The same as `pointStride` of assembly/conv/winograd/tiles.ts. */
function pointStride(bytes: number): number {
  return (Math.ceil(bytes / 64) | 1) * 64;
}

function tileRows(size: number): number {
  return Math.ceil(size / 4);
}

function planesOf(g: ConvGeometry): Planes {
  const { inChannels: channels, inHeight: height, inWidth: width, outChannels: filters, outHeight, outWidth } = g;
  return { channels, height, width, filters, outHeight, outWidth, top: g.paddingTop, left: g.paddingLeft };
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
function chooseStrip(planes: Planes, batch: number, scratchBytes: number): Strip | null {
  const filters = 8 * Math.ceil(Math.min(planes.filters, filtersAtOnce) / 8);
  const count = 8 * Math.ceil(planes.channels / 8) + filters;
  const tilesAcross = tileRows(planes.outWidth);
  const paddedBytes = (4 * tileRows(planes.outHeight) + 8) * (4 * tilesAcross + 2) * 16;
  const rowBytes = (images: number): number => tilesAcross * points * images * 4 * count;
  const smallest = rowBytes(4) + paddedBytes + 2 * points * 128;
  if (smallest > scratchBytes) return null;
  const images = batch > 4 && rowBytes(8) <= stripBytes ? 8 : 4;
  const most = Math.max(1, Math.floor(stripBytes / rowBytes(images)));
  const strips = Math.ceil(tileRows(planes.outHeight) / most);
  return { images, rows: 4 * Math.ceil(tileRows(planes.outHeight) / strips) };
}

/** A strip cut smaller, so that all threads have a piece; results do not depend on it. */
function shareStrip({ images, rows }: Strip, { outHeight }: Planes, batch: number, threads: number): Strip {
  const isShared = (strip: Strip): boolean =>
    isBalanced(Math.ceil(outHeight / strip.rows) * Math.ceil(batch / strip.images), threads);
  const smaller = [8, 4].filter((count) => count <= images).map((count) => ({ images: count, rows }));
  for (let tiles = rows / 4 - 1; tiles > 0; tiles--) smaller.push({ images: 4, rows: 4 * tiles });
  return smaller.find(isShared) ?? { images, rows };
}

/** Convolutions with 3x3 kernels and stride 1 by Winograd's method. */
export class Winograd implements ConvMethod {
  readonly pools = true;
  private readonly plan: WasmBuffer;

  constructor(private readonly engine: Engine) {
    this.plan = engine.heap.allocate(32, "int32");
  }

  suits(_pass: ConvPass, g: ConvGeometry): boolean {
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
      chooseStrip(planesOf(g), g.batch, this.engine.wasm.scratchBytes()) !== null &&
      chooseStrip(reversed(g), g.batch, this.engine.wasm.scratchBytes()) !== null
    );
  }

  forward(x: number, weight: number, bias: number, target: number, g: ConvGeometry, epilogue: Epilogue): void {
    this.convolve(planesOf(g), g.batch, x, 0, weight, false, bias, target, epilogue);
  }

  unpools(): boolean {
    return true;
  }

  inputGrad(grad: number, weight: number, target: number, g: ConvGeometry, places: number): void {
    this.convolve(reversed(g), g.batch, grad, places, weight, true, 0, target, noEpilogue);
  }

  weightGrad(grad: number, x: number, target: number, g: ConvGeometry, places: number): void {
    const planes = planesOf(g);
    const strip = chooseStrip(planes, g.batch, this.engine.wasm.scratchBytes()) as Strip;
    const filters = 4 * Math.ceil(planes.filters / 4);
    const channels = 8 * Math.ceil(planes.channels / 8);
    const pointBytes = filters * channels * 4;
    const parts = Math.min(this.engine.team.threads, g.batch);
    const partials = this.engine.heap.allocate(parts * points * filters * channels, "float32");
    this.writePlan([
      x,
      grad,
      partials.address,
      points * pointBytes,
      parts,
      g.batch,
      planes.channels,
      planes.height,
      planes.width,
      planes.filters,
      planes.outHeight,
      planes.outWidth,
      planes.top,
      planes.left,
      strip.images,
      strip.rows,
      places,
    ]);
    this.engine.team.run("winogradWeightGrad", [this.plan.address], parts, 1);
    this.engine.team.run(
      "winogradFilterGrad",
      [partials.address, parts, points * pointBytes, pointBytes, planes.channels, channels, target],
      planes.filters,
      16,
    );
    this.engine.heap.release(partials);
  }

  private convolve(
    planes: Planes,
    batch: number,
    source: number,
    sourcePlaces: number,
    weight: number,
    isReversed: boolean,
    bias: number,
    target: number,
    { relu, places }: Epilogue,
  ): void {
    const whole = chooseStrip(planes, batch, this.engine.wasm.scratchBytes()) as Strip;
    const strip = shareStrip(whole, planes, batch, this.engine.team.threads);
    const { channels, filters } = planes;
    const blocks = Math.ceil(filters / 4);
    const pointBytes = pointStride(blocks * channels * 16);
    const filter = this.engine.heap.allocate((points * pointBytes) / 4, "float32");
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
    this.writePlan([
      source,
      filter.address,
      bias,
      target,
      batch,
      channels,
      planes.height,
      planes.width,
      filters,
      planes.outHeight,
      planes.outWidth,
      planes.top,
      planes.left,
      strip.images,
      strip.rows,
      strips,
      Number(relu),
      places,
      sourcePlaces,
    ]);
    this.engine.team.run("winogradForward", [this.plan.address], strips * Math.ceil(batch / strip.images), 1);
    this.engine.heap.release(filter);
  }

  private writePlan(fields: readonly number[]): void {
    this.plan.array.set(fields);
  }
}
