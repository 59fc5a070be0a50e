import type { ConvGeometry } from "@lumbre/tensor/backend";
import type { Engine } from "../../engine/engine.js";
import { Plan } from "../../engine/plan.js";
import { GRAD_TILE_SIZE } from "../../generated/constants.js";
import { type DepthwisePlan, depthwisePlan } from "../../generated/layouts.js";
import {
  type ConvMethod,
  type ConvPass,
  type Epilogue,
  elementKey,
  elementOffsets,
  inputGradPass,
  type PlanePass,
  phasedPass,
} from "./method.js";

/** Multiplications that are worth waking a thread for. */
const worthSharing = 2 ** 16;
/** The widest result, and its most pixels, for which four channels are computed side by side, rather than each as a line. */
const smallMap = { width: 4, pixels: 32 };

/** Over all channels, as each group has one. */
function forwardPlanes(g: ConvGeometry): PlanePass {
  return { ...phasedPass(g), channels: g.inChannels, filters: g.outChannels };
}

/** The gradient of the input: that of the result, a stride apart, convolved with flipped weights. */
function gradPlanes(g: ConvGeometry): PlanePass {
  return { ...inputGradPass(g), channels: g.outChannels, filters: g.inChannels };
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
  private fits(planes: PlanePass, g: ConvGeometry): boolean {
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
    this.convolve(gradPlanes(g), g, grad, weight, true, 0, target, 0);
  }

  weightGrad(grad: number, x: number, target: number, g: ConvGeometry): void {
    const planes = forwardPlanes(g);
    const plan = this.writePlan(planes, g, x, grad, 0, target, false, 0);
    this.engine.team.run("depthwiseWeightGrad", [plan], g.outChannels, this.grain(planes, g, g.batch));
  }

  private convolve(
    planes: PlanePass,
    g: ConvGeometry,
    source: number,
    weight: number,
    isFlipped: boolean,
    bias: number,
    target: number,
    relu: Epilogue["relu"],
  ): void {
    const plan = this.writePlan(planes, g, source, weight, bias, target, isFlipped, relu);
    const { team } = this.engine;
    if (this.isSmall(planes, g)) {
      const grain = Math.max(1, Math.floor(this.grain(planes, g, g.batch) / 4));
      team.run("depthwiseLanes", [plan], Math.ceil(planes.filters / 4), grain);
    } else team.run("depthwiseForward", [plan], g.batch * planes.filters, this.grain(planes, g, 1));
  }

  /** True if four channels are computed side by side. */
  private isSmall({ channels, filters, outHeight, outWidth, ...planes }: PlanePass, g: ConvGeometry): boolean {
    if (channels !== filters || filters < 4) return false;
    if (outWidth > smallMap.width || outHeight * outWidth > smallMap.pixels) return false;
    const { paddedHeight, paddedWidth, phasesY, phasesX } = planes;
    const { wasm } = this.engine;
    const sizes = [paddedHeight, paddedWidth, phasesY, phasesX, outHeight, outWidth] as const;
    return wasm.depthwiseLanesBytes(...sizes, g.kernelHeight * g.kernelWidth) <= wasm.scratchBytes();
  }

  /** The number of planes that is worth a piece of work, when each is computed for `images` images. */
  private grain({ outHeight, outWidth }: PlanePass, g: ConvGeometry, images: number): number {
    return Math.ceil(worthSharing / (outHeight * outWidth * g.kernelHeight * g.kernelWidth * images));
  }

  private writePlan(
    planes: PlanePass,
    g: ConvGeometry,
    source: number,
    other: number,
    bias: number,
    target: number,
    isFlipped: boolean,
    relu: Epilogue["relu"],
  ): number {
    return this.plan.write({
      planePass: planes,
      source,
      other,
      bias,
      target,
      offsets: this.offsetTable(planes, g),
      kernelSize: g.kernelHeight * g.kernelWidth,
      isFlipped: Number(isFlipped),
      batch: g.batch,
      relu,
    });
  }

  /** Byte offsets of the kernel elements in a padded plane, in phases; padded with the first one to what the gradient's tile takes. */
  private offsetTable(planes: PlanePass, g: ConvGeometry): number {
    return this.engine.tables.list(`depthwise ${elementKey(planes, g)}`, () => {
      const elements = elementOffsets(planes, g);
      const length = GRAD_TILE_SIZE * Math.ceil(elements.length / GRAD_TILE_SIZE);
      return Array.from({ length }, (_, i) => elements[i] ?? 0);
    });
  }
}
