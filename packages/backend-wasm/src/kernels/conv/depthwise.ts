import type { ConvGeometry } from "@lumbre/tensor/backend";
import type { Engine } from "../../engine/engine.js";
import type { WasmBuffer } from "../../memory/heap.js";
import { type ConvMethod, type ConvPass, type Epilogue, inputGradPass, noEpilogue } from "./method.js";

/** The taps that the gradient's kernel takes at a time. */
const tapsAtOnce = 9;
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

/** The gradient of the input: that of the result, a stride apart, convolved with turned weights. */
function gradPlanes(g: ConvGeometry): Planes {
  return { ...inputGradPass(g), channels: g.outChannels, filters: g.inChannels, phasesY: 1, phasesX: 1 };
}

/** Convolutions with as many groups as channels. */
export class Depthwise implements ConvMethod {
  readonly pools = false;
  private readonly plan: WasmBuffer;

  constructor(private readonly engine: Engine) {
    this.plan = engine.heap.allocate(32, "int32");
  }

  suits(pass: ConvPass, g: ConvGeometry): boolean {
    if (g.groups === 1 || g.groups !== g.inChannels) return false;
    if (pass === "inputGrad") return g.inChannels === g.outChannels && this.fits(gradPlanes(g), g);
    return this.fits(forwardPlanes(g), g);
  }

  unpools(): boolean {
    return false;
  }

  /** Whether a padded plane, its results and the weights have room in scratch memory. */
  private fits(planes: Planes, g: ConvGeometry): boolean {
    const { paddedHeight, paddedWidth, phasesY, phasesX, outHeight } = planes;
    const elements = paddedHeight * paddedWidth * phasesY * phasesX + (outHeight + 2) * paddedWidth;
    return (elements + 8 * g.kernelHeight * g.kernelWidth + 512) * 4 <= this.engine.wasm.scratchBytes();
  }

  forward(x: number, weight: number, bias: number, target: number, g: ConvGeometry, { relu }: Epilogue): void {
    this.convolve(forwardPlanes(g), g, x, weight, false, bias, target, relu);
  }

  inputGrad(grad: number, weight: number, target: number, g: ConvGeometry): void {
    this.convolve(gradPlanes(g), g, grad, weight, true, 0, target, noEpilogue.relu);
  }

  weightGrad(grad: number, x: number, target: number, g: ConvGeometry): void {
    const planes = forwardPlanes(g);
    this.writePlan(planes, g, x, grad, 0, target, false, false);
    this.engine.team.run("depthwiseWeightGrad", [this.plan.address], g.outChannels, this.grain(planes, g, g.batch));
  }

  private convolve(
    planes: Planes,
    g: ConvGeometry,
    source: number,
    weight: number,
    isTurned: boolean,
    bias: number,
    target: number,
    relu: boolean,
  ): void {
    this.writePlan(planes, g, source, weight, bias, target, isTurned, relu);
    this.engine.team.run("depthwiseForward", [this.plan.address], g.batch * planes.filters, this.grain(planes, g, 1));
  }

  /** So many planes are a piece of work, when each is computed for so many images. */
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
    isTurned: boolean,
    relu: boolean,
  ): void {
    this.plan.array.set([
      source,
      other,
      bias,
      target,
      this.tapTable(planes, g),
      g.kernelHeight * g.kernelWidth,
      Number(isTurned),
      g.batch,
      planes.channels,
      planes.filters,
      planes.height,
      planes.width,
      planes.paddedHeight,
      planes.paddedWidth,
      planes.phasesY,
      planes.phasesX,
      planes.top,
      planes.left,
      planes.stepY,
      planes.stepX,
      planes.outHeight,
      planes.outWidth,
      Number(relu),
    ]);
  }

  /** Where the taps lie in a padded plane, in phases; filled up with the first tap to what the gradient's kernel takes. */
  private tapTable({ paddedHeight, paddedWidth, phasesY, phasesX }: Planes, g: ConvGeometry): number {
    const { kernelHeight, kernelWidth, dilationHeight, dilationWidth } = g;
    const sizes = [kernelHeight, kernelWidth, dilationHeight, dilationWidth];
    const key = ["depthwise", ...sizes, paddedHeight, paddedWidth, phasesY, phasesX].join();
    return this.engine.tables.list(key, () => {
      const count = kernelHeight * kernelWidth;
      const offsets: number[] = new Array(tapsAtOnce * Math.ceil(count / tapsAtOnce)).fill(0);
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
