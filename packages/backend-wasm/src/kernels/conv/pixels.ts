import { type ConvGeometry, LumbreError } from "@lumbre/tensor/backend";
import type { Engine } from "../../engine/engine.js";
import { Plan } from "../../engine/plan.js";
import { MR, NR } from "../../generated/constants.js";
import { type PixelsPlan, pixelsPlan } from "../../generated/layouts.js";
import type { ConvMethod, ConvPass, Epilogue } from "./method.js";

/** The least channels and filters for which a product of matrices for each pixel and kernel element is worth its call. */
const fewest = { channels: 24, filters: 16 };
/** The part of the products with patches that is left when those with the padding are not done, at most. */
const worthwhile = 0.85;
/** What the weights of a piece should take of the second-level cache, and the most rows of a piece. */
const pieceBytes = 2 ** 20;
const mostRows = 96;
/** Rows of a piece, in which tiles of 4 and of 6 rows come out even. */
const wholeTiles = 3 * MR;
/** The minimum multiplications for which a thread is woken. */
const worthSharing = 2 ** 18;
const packingGrain = 256;

/** One axis of a convolution. Element k at output y is over `(y * step + k * elementStep - offset) / divisor` of the source. */
interface Axis {
  readonly size: number;
  readonly out: number;
  readonly kernel: number;
  readonly step: number;
  readonly elementStep: number;
  readonly offset: number;
  readonly divisor: number;
}

/** A pass as a convolution of some channels of a source. */
interface PixelPass {
  readonly channels: number;
  readonly rows: number;
  readonly y: Axis;
  readonly x: Axis;
}

function passOf(pass: "forward" | "inputGrad", g: ConvGeometry): PixelPass {
  const { inChannels, outChannels } = g;
  const y = { in: g.inHeight, out: g.outHeight, kernel: g.kernelHeight };
  const x = { in: g.inWidth, out: g.outWidth, kernel: g.kernelWidth };
  if (pass === "forward") {
    const along = (a: typeof y, step: number, elementStep: number, offset: number): Axis => ({
      size: a.in,
      out: a.out,
      kernel: a.kernel,
      step,
      elementStep,
      offset,
      divisor: 1,
    });
    return {
      channels: inChannels,
      rows: outChannels,
      y: along(y, g.strideHeight, g.dilationHeight, g.paddingTop),
      x: along(x, g.strideWidth, g.dilationWidth, g.paddingLeft),
    };
  }
  // Element k takes output y to input y * stride - padding + k * dilation: the other way round.
  const back = (a: typeof y, stride: number, dilation: number, padding: number): Axis => ({
    size: a.out,
    out: a.in,
    kernel: a.kernel,
    step: 1,
    elementStep: -dilation,
    offset: -padding,
    divisor: stride,
  });
  return {
    channels: outChannels,
    rows: inChannels,
    y: back(y, g.strideHeight, g.dilationHeight, g.paddingTop),
    x: back(x, g.strideWidth, g.dilationWidth, g.paddingLeft),
  };
}

/** Pairs of an output and a kernel element along an axis that see an element of the source. */
function countPairs({ size, out, kernel, step, elementStep, offset, divisor }: Axis): number {
  let count = 0;
  for (let at = 0; at < out; at++) {
    for (let k = 0; k < kernel; k++) {
      const position = at * step + k * elementStep - offset;
      if (position >= 0 && position % divisor === 0 && position / divisor < size) count++;
    }
  }
  return count;
}

/**
 * Convolutions over small maps, of which a large part of the kernel lies outside: a product for each pixel and each kernel
 * element inside the map, with 8 images as the columns.
 */
export class Pixels implements ConvMethod {
  readonly mixes = false;
  readonly pools = false;
  private readonly plan: Plan<PixelsPlan>;

  constructor(private readonly engine: Engine) {
    this.plan = new Plan(engine.heap, pixelsPlan);
  }

  suits(pass: ConvPass, g: ConvGeometry): boolean {
    if (pass === "weightGrad" || g.groups !== 1 || g.kernelHeight * g.kernelWidth === 1) return false;
    const planes = passOf(pass, g);
    if (planes.channels < fewest.channels || planes.rows < fewest.filters) return false;
    const columns = NR * Math.ceil(g.batch / NR);
    // Products with patches take all elements of the kernel, but for the zeros that a stride puts between gradients.
    const patches = g.batch * g.outHeight * g.outWidth * g.kernelHeight * g.kernelWidth;
    const padded = NR * Math.ceil(patches / NR);
    // Maps too large for the padding to matter need not be counted.
    if (columns > padded || g.outHeight * g.outWidth > 256) return false;
    if (countPairs(planes.y) * countPairs(planes.x) * columns > worthwhile * padded) return false;
    const { rows, outSize } = this.piece(planes);
    const { wasm } = this.engine;
    return (
      wasm.pixelsScratchBytes(rows, planes.channels, g.kernelHeight * g.kernelWidth, outSize) <= wasm.scratchBytes()
    );
  }

  unpools(): boolean {
    return false;
  }

  forward(x: number, weight: number, bias: number, target: number, g: ConvGeometry, { relu }: Epilogue): void {
    const window = g.kernelHeight * g.kernelWidth;
    this.convolve(passOf("forward", g), g, x, weight, g.inChannels * window * 4, window * 4, bias, target, relu);
  }

  inputGrad(grad: number, weight: number, target: number, g: ConvGeometry): void {
    const window = g.kernelHeight * g.kernelWidth;
    this.convolve(passOf("inputGrad", g), g, grad, weight, window * 4, g.inChannels * window * 4, 0, target, 0);
  }

  weightGrad(): void {
    throw new LumbreError("backend-wasm: no gradient of weights by pixels");
  }

  /** Rows of a piece, the depth of all kernel elements, and the pixels of the output. */
  private piece({ channels, rows, y, x }: PixelPass): { rows: number; depth: number; outSize: number } {
    const depth = channels * y.kernel * x.kernel;
    const fitting = Math.min(mostRows, Math.floor(pieceBytes / (4 * depth)));
    const shared = Math.ceil(rows / this.engine.team.threads);
    const perPiece = wholeTiles * Math.max(1, Math.floor(Math.min(fitting, shared) / wholeTiles));
    return { rows: perPiece, depth, outSize: y.out * x.out };
  }

  private convolve(
    pass: PixelPass,
    g: ConvGeometry,
    source: number,
    weight: number,
    rowBytes: number,
    depthBytes: number,
    bias: number,
    target: number,
    relu: Epilogue["relu"],
  ): void {
    const { channels, rows, y, x } = pass;
    const { heap, team } = this.engine;
    const { rows: rowsPerPiece, depth, outSize } = this.piece(pass);
    const blocks = Math.ceil(g.batch / NR);
    const packed = heap.allocate(blocks * NR * channels * y.size * x.size, "float32");
    const plan = this.plan.write({
      source,
      packed: packed.address,
      weight,
      rowBytes,
      depthBytes,
      bias,
      target,
      batch: g.batch,
      channels,
      height: y.size,
      width: x.size,
      rows,
      outHeight: y.out,
      outWidth: x.out,
      kernelHeight: y.kernel,
      kernelWidth: x.kernel,
      stepY: y.step,
      elementY: y.elementStep,
      offsetY: y.offset,
      divisorY: y.divisor,
      stepX: x.step,
      elementX: x.elementStep,
      offsetX: x.offset,
      divisorX: x.divisor,
      rowsPerPiece,
      relu,
    });
    team.run("packPixels", [plan], blocks * channels, packingGrain);
    const pieces = Math.ceil(rows / rowsPerPiece);
    const isShared = g.batch * rows * depth * outSize > worthSharing;
    team.run("pixelProducts", [plan], pieces, isShared ? 1 : pieces);
    heap.release(packed);
  }
}
