import type { ConvGeometry } from "@lumbre/tensor/backend";
import type { Engine } from "../../engine/engine.js";
import { Plan } from "../../engine/plan.js";
import { GRAD_TILE_SIZE } from "../../generated/constants.js";
import { type DepthwisePlan, depthwisePlan } from "../../generated/layouts.js";
import { type ConvMethod, type ConvPass, type Epilogue, inputGradPass, noEpilogue } from "./method.js";

/** Multiplications that are worth waking a thread for. */
const worthSharing = 2 ** 16;

/** A padded plane, or its phases. */
interface Planes {
  readonly channels: number;
  readonly height: number;
  readonly width: number;
  readonly paddedHeight: number;
  readonly paddedWidth: number;
  readonly phasesY: number;
  readonly phasesX: number;
  readonly top: number;
  readonly left: number;
  readonly stepY: number;
  readonly stepX: number;
  readonly filters: number;
  readonly outHeight: number;
  readonly outWidth: number;
}

function forwardPlanes(g: ConvGeometry): Planes {
  const reach = (kernel: number, dilation: number, stride: number): number =>
    Math.floor(((kernel - 1) * dilation) / stride);
  return {
    channels: g.inChannels,
    height: g.inHeight,
    width: g.inWidth,
    paddedHeight: g.outHeight + reach(g.kernelHeight, g.dilationHeight, g.strideHeight),
    paddedWidth: g.outWidth + reach(g.kernelWidth, g.dilationWidth, g.strideWidth),
    phasesY: g.strideHeight,
    phasesX: g.strideWidth,
    top: g.paddingTop,
    left: g.paddingLeft,
    stepY: 1,
    stepX: 1,
    filters: g.outChannels,
    outHeight: g.outHeight,
    outWidth: g.outWidth,
  };
}

/** The gradient of the input: that of the result, a stride apart, convolved with flipped weights. */
function gradPlanes(g: ConvGeometry): Planes {
  return { ...inputGradPass(g), channels: g.outChannels, filters: g.inChannels, phasesY: 1, phasesX: 1 };
}

/** Convolutions with as many groups as channels. */
export class Depthwise implements ConvMethod {
  readonly mixes = false;
  readonly pools = false;
  private readonly plan: Plan<DepthwisePlan>;

  constructor(private readonly engine: Engine) {
    this.plan = new Plan(engine.heap, depthwisePlan);
  }

  suits(pass: ConvPass, g: ConvGeometry): boolean {
    if (g.groups === 1 || g.groups !== g.inChannels) return false;
    if (pass === "inputGrad") return g.inChannels === g.outChannels && this.fits(gradPlanes(g), g);
    return this.fits(forwardPlanes(g), g);
  }

  unpools(): boolean {
    return false;
  }

  /** True if a padded plane, its results and the weights have room in scratch memory. */
  private fits(planes: Planes, g: ConvGeometry): boolean {
    const { paddedHeight, paddedWidth, phasesY, phasesX, outHeight } = planes;
    const kernelSize = g.kernelHeight * g.kernelWidth;
    const { wasm } = this.engine;
    const bytes = wasm.depthwiseScratchBytes(paddedHeight, paddedWidth, phasesY, phasesX, outHeight, kernelSize);
    return bytes <= wasm.scratchBytes();
  }

  forward(x: number, weight: number, bias: number, target: number, g: ConvGeometry, { relu }: Epilogue): void {
    this.convolve(forwardPlanes(g), g, x, weight, false, bias, target, relu);
  }

  inputGrad(grad: number, weight: number, target: number, g: ConvGeometry): void {
    this.convolve(gradPlanes(g), g, grad, weight, true, 0, target, noEpilogue.relu);
  }

  weightGrad(grad: number, x: number, target: number, g: ConvGeometry): void {
    const planes = forwardPlanes(g);
    const plan = this.writePlan(planes, g, x, grad, 0, target, false, false);
    this.engine.team.run("depthwiseWeightGrad", [plan], g.outChannels, this.grain(planes, g, g.batch));
  }

  private convolve(
    planes: Planes,
    g: ConvGeometry,
    source: number,
    weight: number,
    isFlipped: boolean,
    bias: number,
    target: number,
    relu: boolean,
  ): void {
    const plan = this.writePlan(planes, g, source, weight, bias, target, isFlipped, relu);
    this.engine.team.run("depthwiseForward", [plan], g.batch * planes.filters, this.grain(planes, g, 1));
  }

  /** The number of planes that is worth a piece of work, when each is computed for `images` images. */
  private grain({ outHeight, outWidth }: Planes, g: ConvGeometry, images: number): number {
    return Math.ceil(worthSharing / (outHeight * outWidth * g.kernelHeight * g.kernelWidth * images));
  }

  private writePlan(
    planes: Planes,
    g: ConvGeometry,
    source: number,
    other: number,
    bias: number,
    target: number,
    isFlipped: boolean,
    relu: boolean,
  ): number {
    return this.plan.write({
      source,
      other,
      bias,
      target,
      offsets: this.offsetTable(planes, g),
      kernelSize: g.kernelHeight * g.kernelWidth,
      isFlipped: Number(isFlipped),
      batch: g.batch,
      channels: planes.channels,
      filters: planes.filters,
      height: planes.height,
      width: planes.width,
      paddedHeight: planes.paddedHeight,
      paddedWidth: planes.paddedWidth,
      phasesY: planes.phasesY,
      phasesX: planes.phasesX,
      top: planes.top,
      left: planes.left,
      stepY: planes.stepY,
      stepX: planes.stepX,
      outHeight: planes.outHeight,
      outWidth: planes.outWidth,
      relu: Number(relu),
    });
  }

  /** Byte offsets of the kernel elements in a padded plane, in phases; padded with the first one to what the gradient's tile takes. */
  private offsetTable({ paddedHeight, paddedWidth, phasesY, phasesX }: Planes, g: ConvGeometry): number {
    const { kernelHeight, kernelWidth, dilationHeight, dilationWidth } = g;
    const sizes = [kernelHeight, kernelWidth, dilationHeight, dilationWidth];
    const key = ["depthwise", ...sizes, paddedHeight, paddedWidth, phasesY, phasesX].join();
    return this.engine.tables.list(key, () => {
      const count = kernelHeight * kernelWidth;
      const offsets: number[] = new Array(GRAD_TILE_SIZE * Math.ceil(count / GRAD_TILE_SIZE)).fill(0);
      for (let i = 0; i < count; i++) {
        const y = Math.floor(i / kernelWidth) * dilationHeight;
        const x = (i % kernelWidth) * dilationWidth;
        const phase = (y % phasesY) * phasesX + (x % phasesX);
        const row = phase * paddedHeight + Math.floor(y / phasesY);
        offsets[i] = (row * paddedWidth + Math.floor(x / phasesX)) * 4;
      }
      return offsets;
    });
  }
}
