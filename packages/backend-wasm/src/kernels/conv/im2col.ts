import type { ConvGeometry } from "@lumbre/tensor/backend";
import type { Engine } from "../../engine/engine.js";
import { Plan } from "../../engine/plan.js";
import { countCuts, isBalanced } from "../../engine/team.js";
import { KC, MR, NC, NR } from "../../generated/constants.js";
import { type ProductPlan, productPlan } from "../../generated/layouts.js";
import type { OffsetTables } from "../../memory/tables.js";
import {
  type ConvMethod,
  type Epilogue,
  elementKey,
  elementOffsets,
  inputGradPass,
  type PlanePass,
  phasedPass,
  planeBytes,
} from "./method.js";
import { paddings, type Residue, residues } from "./residues.js";

/** The factors of the products, as addresses, tables, and what is added from image to image and from group to group. */
interface Factors {
  /** Images that one product takes. */
  readonly images: number;
  readonly rows: number;
  readonly columns: number;
  readonly depth: number;
  readonly a: number;
  readonly aImage: number;
  readonly aGroup: number;
  readonly aLanes: number;
  readonly aDepths: number;
  readonly bGroup: number;
  readonly bLanes: number;
  readonly bDepths: number;
  readonly target: number;
  readonly targetImage: number;
  readonly targetGroup: number;
  readonly targetPart: number;
  readonly bias: number;
  readonly relu: Epilogue["relu"];
}

/** The minimum rows, columns and multiplications of a piece. */
const leastRows = 32;
const leastColumns = 32;
const worthSharing = 2 ** 19;
const addingGrain = 2 ** 15;

/** The most bytes that the padded images of a product take. */
const paddedBytes = 2 ** 22;

/**
 * Nanoseconds for each element, as measured: to pack a weight that lies in rows, and one that is gathered through tables;
 * a column of the product; and to bring a result to its image.
 */
const costs = { inRows: 0.5, gathered: 1.5, column: 0.04, placed: 1 };

/**
 * How many images one product takes. The weights are packed anew for each product, and its columns filled up to whole
 * tiles, which small planes do not make up for; but results of several images have to be brought apart.
 */
function imagesTogether(batch: number, size: number, depth: number, packing: number, imageBytes: number): number {
  const most = Math.min(batch, Math.floor(NC / size), Math.floor(paddedBytes / imageBytes));
  if (most < 2) return 1;
  const images = Math.ceil(batch / Math.ceil(batch / most));
  const perImage = (count: number): number =>
    (depth * (packing + costs.column * NR * Math.ceil((count * size) / NR))) / count;
  return perImage(images) + costs.placed * size < perImage(1) ? images : 1;
}

/**
 * Any convolution, each pass a matrix product per group and image, or some images together: of the weights with the patches
 * of the padded input (forward), of the weights with those of the padded and spread gradient (input), and of the gradient
 * with the patches (weights). Patches are read through tables and never written out.
 */
export class Im2col implements ConvMethod {
  readonly mixes = false;
  readonly pools = false;
  private readonly plan: Plan<ProductPlan>;

  constructor(private readonly engine: Engine) {
    this.plan = new Plan(engine.heap, productPlan);
  }

  suits(): boolean {
    return true;
  }

  forward(x: number, weight: number, bias: number, target: number, g: ConvGeometry, epilogue: Epilogue): void {
    const pass = phasedPass(g);
    const outSize = g.outHeight * g.outWidth;
    const depth = pass.channels * g.kernelHeight * g.kernelWidth;
    const images = imagesTogether(g.batch, outSize, depth, costs.inRows, imageBytes(pass, g));
    this.run(pass, g, x, this.partsOfImages(g, images), {
      images,
      rows: pass.filters,
      columns: outSize,
      depth,
      a: weight,
      aImage: 0,
      aGroup: pass.filters * depth * 4,
      aLanes: this.engine.tables.grid([pass.filters], [depth * 4]),
      aDepths: this.engine.tables.grid([depth], [4]),
      bGroup: planeBytes(pass) * pass.channels,
      bLanes: this.pixels(pass, g, images),
      bDepths: this.offsets(pass, g, 1),
      target,
      targetImage: g.outChannels * outSize * 4,
      targetGroup: pass.filters * outSize * 4,
      targetPart: 0,
      bias,
      relu: epilogue.relu,
    });
  }

  unpools(): boolean {
    return false;
  }

  inputGrad(grad: number, weight: number, target: number, g: ConvGeometry): void {
    const isStrided = g.strideHeight > 1 || g.strideWidth > 1;
    if (isStrided) this.stridedInputGrad(grad, weight, target, g);
    else this.denseInputGrad(grad, weight, target, g);
  }

  private denseInputGrad(grad: number, weight: number, target: number, g: ConvGeometry): void {
    const pass = inputGradPass(g);
    const { channels: filters, filters: channels } = pass;
    const inSize = g.inHeight * g.inWidth;
    const window = g.kernelHeight * g.kernelWidth;
    const packing = window === 1 ? costs.inRows : costs.gathered;
    const images = imagesTogether(g.batch, inSize, filters * window, packing, imageBytes(pass, g));
    const [width, image] = [pass.paddedWidth * 4, imageBytes(pass, g)];
    this.run(pass, g, grad, this.partsOfImages(g, images), {
      images,
      rows: channels,
      columns: inSize,
      depth: filters * window,
      a: weight,
      aImage: 0,
      aGroup: filters * channels * window * 4,
      aLanes: this.engine.tables.grid([channels], [window * 4]),
      aDepths: this.engine.tables.grid([filters, window], [channels * window * 4, 4]),
      bGroup: planeBytes(pass) * filters,
      bLanes: this.engine.tables.grid([images, g.inHeight, g.inWidth], [image, width, 4]),
      bDepths: this.offsets(pass, g, -1),
      target,
      targetImage: g.inChannels * inSize * 4,
      targetGroup: channels * inSize * 4,
      targetPart: 0,
      bias: 0,
      relu: 0,
    });
  }

  /**
   * Elements of the input that the same kernel elements reach are computed together, so that no zeros are multiplied that a stride
   * would put between the gradients, and then written a stride apart.
   */
  private stridedInputGrad(grad: number, weight: number, target: number, g: ConvGeometry): void {
    const { batch, inChannels, inHeight, inWidth, kernelHeight, kernelWidth } = g;
    const rows = residues(inHeight, kernelHeight, g.strideHeight, g.paddingTop, g.dilationHeight);
    const columns = residues(inWidth, kernelWidth, g.strideWidth, g.paddingLeft, g.dilationWidth);
    const top = paddings(rows, g.outHeight);
    const left = paddings(columns, g.outWidth);
    const pass: PlanePass = {
      ...inputGradPass(g),
      paddedHeight: top.before + g.outHeight + top.behind,
      paddedWidth: left.before + g.outWidth + left.behind,
      top: top.before,
      left: left.before,
      stepY: 1,
      stepX: 1,
    };
    const planes = batch * inChannels;
    for (const row of rows) {
      for (const column of columns) {
        const part = this.engine.heap.allocate(planes * row.count * column.count, "float32");
        if (row.elements * column.elements === 0) this.engine.wasm.fill(0, part.address, 0, part.length);
        else this.residueGrad(pass, row, column, grad, weight, part.address, g);
        const at = target + (row.first * inWidth + column.first) * 4;
        const size = [row.count, column.count, g.strideHeight * inWidth * 4, g.strideWidth * 4, inHeight * inWidth * 4];
        this.engine.team.run("spreadPlanes", [part.address, at, ...size], planes, 64);
        this.engine.heap.release(part);
      }
    }
  }

  /** The gradient of the elements of one residue, as planes of their own. */
  private residueGrad(
    pass: PlanePass,
    row: Residue,
    column: Residue,
    grad: number,
    weight: number,
    target: number,
    g: ConvGeometry,
  ): void {
    const { channels: filters, filters: channels, paddedWidth } = pass;
    const window = g.kernelHeight * g.kernelWidth;
    const size = row.count * column.count;
    const sizes = [filters, row.elements, column.elements];
    const weightSteps = [channels * window * 4, row.elementStep * g.kernelWidth * 4, column.elementStep * 4];
    const gradSteps = [planeBytes(pass), -row.resultStep * paddedWidth * 4, -column.resultStep * 4];
    const firstGrad = (row.result + pass.top) * paddedWidth + column.result + pass.left;
    const depth = filters * row.elements * column.elements;
    const images = imagesTogether(g.batch, size, depth, costs.gathered, imageBytes(pass, g));
    this.run(pass, g, grad, this.partsOfImages(g, images), {
      images,
      rows: channels,
      columns: size,
      depth,
      a: weight,
      aImage: 0,
      aGroup: filters * channels * window * 4,
      aLanes: this.engine.tables.grid([channels], [window * 4]),
      aDepths: this.engine.tables.grid(sizes, weightSteps, (row.element * g.kernelWidth + column.element) * 4),
      bGroup: planeBytes(pass) * filters,
      bLanes: this.engine.tables.grid([images, row.count, column.count], [imageBytes(pass, g), paddedWidth * 4, 4]),
      bDepths: this.engine.tables.grid(sizes, gradSteps, firstGrad * 4),
      target,
      targetImage: g.inChannels * size * 4,
      targetGroup: channels * size * 4,
      targetPart: 0,
      bias: 0,
      relu: 0,
    });
  }

  weightGrad(grad: number, x: number, target: number, g: ConvGeometry): void {
    const pass = phasedPass(g);
    const outSize = g.outHeight * g.outWidth;
    const columns = pass.channels * g.kernelHeight * g.kernelWidth;
    const length = g.outChannels * columns;
    const images = this.summedTogether(pass, g);
    const parts = Math.min(this.engine.team.threads, Math.ceil(g.batch / images));
    const sums = parts === 1 ? null : this.engine.heap.allocate(parts * length, "float32");
    const imageStep = g.outChannels * outSize * 4;
    this.run(pass, g, x, parts, {
      images,
      rows: pass.filters,
      columns,
      depth: outSize,
      a: grad,
      aImage: imageStep,
      aGroup: pass.filters * outSize * 4,
      aLanes: this.engine.tables.grid([pass.filters], [outSize * 4]),
      aDepths: this.engine.tables.grid([images, outSize], [imageStep, 4]),
      bGroup: planeBytes(pass) * pass.channels,
      bLanes: this.offsets(pass, g, 1),
      bDepths: this.pixels(pass, g, images),
      target: sums === null ? target : sums.address,
      targetImage: 0,
      targetGroup: pass.filters * columns * 4,
      targetPart: length * 4,
      bias: 0,
      relu: 0,
    });
    if (sums === null) return;
    this.engine.team.run("addParts", [target, sums.address, parts, length], length, addingGrain);
    this.engine.heap.release(sums);
  }

  /** Images that make up a whole depth of the product, so that its sums are not read and written for each image. */
  private summedTogether(pass: PlanePass, g: ConvGeometry): number {
    const most = Math.min(g.batch, Math.floor(paddedBytes / imageBytes(pass, g)));
    return Math.max(1, Math.min(most, Math.ceil(KC / (g.outHeight * g.outWidth))));
  }

  /** Parts of images whose results are written apart, so that many do no harm; but each takes memory. */
  private partsOfImages({ batch }: ConvGeometry, images: number): number {
    const { threads } = this.engine.team;
    // Products of several images are cut by rows.
    if (images > 1) return 1;
    return isBalanced(batch, threads) ? threads : batch;
  }

  /** Into how many pieces each part is cut by columns, so that the threads have about the same to do. */
  private cuts(parts: number, imagesPerPart: number, { rows, columns, depth }: Factors, isJoined: boolean): number {
    const size = isJoined ? rows / leastRows : columns / leastColumns;
    const most = Math.min(size, (imagesPerPart * rows * columns * depth) / worthSharing);
    return countCuts(parts, most, this.engine.team.threads);
  }

  /** Byte offsets of the first elements of all windows of some images. */
  private pixels(pass: PlanePass, g: ConvGeometry, images: number): number {
    const steps = [imageBytes(pass, g), pass.paddedWidth * 4, 4];
    return this.engine.tables.grid([images, g.outHeight, g.outWidth], steps);
  }

  private offsets(pass: PlanePass, g: ConvGeometry, direction: 1 | -1): number {
    return kernelOffsets(this.engine.tables, pass, g, direction);
  }

  private run(pass: PlanePass, g: ConvGeometry, source: number, parts: number, factors: Factors): void {
    const { images } = factors;
    // Where the images are summed, several of them only make the product deeper.
    const isJoined = images > 1 && factors.targetImage > 0;
    const wanted = this.cuts(parts, g.batch / parts, factors, isJoined);
    const cutRows = isJoined ? MR * Math.ceil(factors.rows / MR / wanted) : factors.rows;
    const cutColumns = isJoined ? factors.columns : NR * Math.ceil(factors.columns / NR / wanted);
    const cuts = Math.ceil(isJoined ? factors.rows / cutRows : factors.columns / cutColumns);
    const isPadded = !isWhole(pass);
    const { heap } = this.engine;
    const padded = heap.allocate(isPadded ? (parts * cuts * images * imageBytes(pass, g)) / 4 : 0, "float32");
    const joined = heap.allocate(isJoined ? cuts * cutRows * images * factors.columns : 0, "float32");
    const plan = this.plan.write({
      planePass: pass,
      batch: g.batch,
      groups: g.groups,
      isPadded: Number(isPadded),
      parts,
      cuts,
      cutRows,
      cutColumns,
      joined: isJoined ? joined.address : 0,
      padded: padded.address,
      paddedBytes: imageBytes(pass, g),
      source,
      sourceBytes: pass.channels * g.groups * pass.height * pass.width * 4,
      ...factors,
    });
    this.engine.team.run("convProducts", [plan], parts * cuts, 1);
    heap.release(padded);
    heap.release(joined);
  }
}

/** True if the planes are used as they are. */
export function isWhole(pass: PlanePass): boolean {
  const { height, width, paddedHeight, paddedWidth, top, left } = pass;
  const isSpread = pass.stepY * pass.stepX * pass.strideY * pass.strideX > 1;
  return !isSpread && height === paddedHeight && width === paddedWidth && top === 0 && left === 0;
}

/** Bytes between the images that a product reads. */
export function imageBytes(pass: PlanePass, { groups }: ConvGeometry): number {
  return planeBytes(pass) * pass.channels * groups;
}

/** Byte offsets of the kernel elements in a padded image; with direction -1 those of each channel flipped. */
export function kernelOffsets(tables: OffsetTables, pass: PlanePass, g: ConvGeometry, direction: 1 | -1): number {
  const { channels, paddedWidth } = pass;
  const plane = planeBytes(pass);
  if (direction === 1) {
    return tables.list(`elements ${channels} of ${elementKey(pass, g)}`, () => {
      const elements = elementOffsets(pass, g);
      return Array.from({ length: channels }, (_, c) => elements.map((offset) => c * plane + offset)).flat();
    });
  }
  const { kernelHeight, kernelWidth } = g;
  const row = g.dilationHeight * paddedWidth * 4;
  const column = g.dilationWidth * 4;
  const last = (kernelHeight - 1) * row + (kernelWidth - 1) * column;
  return tables.grid([channels, kernelHeight, kernelWidth], [plane, -row, -column], last);
}
