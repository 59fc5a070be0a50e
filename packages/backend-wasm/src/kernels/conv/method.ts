import type { ConvGeometry } from "@lumbre/tensor/backend";
import type { PlanePass } from "../../generated/layouts.js";

export type { PlanePass };

/** The three passes of a convolution. */
export type ConvPass = "forward" | "inputGrad" | "weightGrad";

/** Operations on the results of the forward pass before they are written. */
export interface Epilogue {
  /** 1 sets what is negative to 0, and 2 what is above 6 to that too. */
  readonly relu: 0 | 1 | 2;
  /** The address for the int32 indices of maxima, when the results are those of 2x2 windows; 0 for no pooling. */
  readonly indices: number;
}

export const noEpilogue: Epilogue = { relu: 0, indices: 0 };

/**
 * A way to compute convolutions over row-major operands, given by their addresses. Nothing is empty, and the target
 * holds nothing of use before.
 */
export interface ConvMethod {
  /** True if it can do a pass, and is worth it. */
  suits(pass: ConvPass, g: ConvGeometry): boolean;
  /** True if each output depends on elements that others see: only for operands without outliers. */
  readonly mixes: boolean;
  /** True if its forward pass can pool. */
  readonly pools: boolean;
  /** `bias` is 0 where there is none. */
  forward(x: number, weight: number, bias: number, target: number, g: ConvGeometry, epilogue: Epilogue): void;
  /**
   * `indices` are those of the maxima of 2x2 windows, when `grad` is the gradient of these; else 0. They may be given only
   * to methods that unpool.
   */
  inputGrad(grad: number, weight: number, target: number, g: ConvGeometry, indices: number): void;
  weightGrad(grad: number, x: number, target: number, g: ConvGeometry, indices: number): void;
  /** True if a gradient can come from that of 2x2 windows' maxima. */
  unpools(pass: "inputGrad" | "weightGrad", g: ConvGeometry): boolean;
}

/** The input with zeros around it, as far as windows reach. */
export function forwardPass(g: ConvGeometry): PlanePass {
  return {
    channels: g.inChannels / g.groups,
    height: g.inHeight,
    width: g.inWidth,
    paddedHeight: (g.outHeight - 1) * g.strideHeight + g.dilationHeight * (g.kernelHeight - 1) + 1,
    paddedWidth: (g.outWidth - 1) * g.strideWidth + g.dilationWidth * (g.kernelWidth - 1) + 1,
    top: g.paddingTop,
    left: g.paddingLeft,
    stepY: 1,
    stepX: 1,
    strideY: 1,
    strideX: 1,
    phasesY: 1,
    phasesX: 1,
    filters: g.outChannels / g.groups,
    outHeight: g.outHeight,
    outWidth: g.outWidth,
  };
}

/** {@link forwardPass}, with a plane for each phase of the strides. */
export function phasedPass(g: ConvGeometry): PlanePass {
  const [reachY, reachX] = [g.dilationHeight * (g.kernelHeight - 1), g.dilationWidth * (g.kernelWidth - 1)];
  return {
    ...forwardPass(g),
    paddedHeight: g.outHeight + Math.floor(reachY / g.strideHeight),
    paddedWidth: g.outWidth + Math.floor(reachX / g.strideWidth),
    strideY: g.strideHeight,
    strideX: g.strideWidth,
    phasesY: Math.min(g.strideHeight, reachY + 1),
    phasesX: Math.min(g.strideWidth, reachX + 1),
  };
}

/** Bytes of a padded plane with all its phases. */
export function planeBytes({ paddedHeight, paddedWidth, phasesY, phasesX }: PlanePass): number {
  return paddedHeight * paddedWidth * phasesY * phasesX * 4;
}

/** Byte offsets of the kernel elements in a padded plane: each has its phase, and its place in it. */
export function elementOffsets(pass: PlanePass, g: ConvGeometry): number[] {
  const { paddedHeight, paddedWidth, strideY, strideX, phasesX } = pass;
  return Array.from({ length: g.kernelHeight * g.kernelWidth }, (_, i) => {
    const y = Math.floor(i / g.kernelWidth) * g.dilationHeight;
    const x = (i % g.kernelWidth) * g.dilationWidth;
    const phase = (y % strideY) * phasesX + (x % strideX);
    const row = phase * paddedHeight + Math.floor(y / strideY);
    return (row * paddedWidth + Math.floor(x / strideX)) * 4;
  });
}

/** What {@link elementOffsets} depend on. */
export function elementKey(pass: PlanePass, g: ConvGeometry): string {
  const { paddedHeight, paddedWidth, strideY, strideX, phasesX } = pass;
  const sizes = [g.kernelHeight, g.kernelWidth, g.dilationHeight, g.dilationWidth];
  return [...sizes, paddedHeight, paddedWidth, strideY, strideX, phasesX].join();
}

/** The input's gradient: the result's, its rows and columns a stride apart, convolved with flipped weights. */
export function inputGradPass(g: ConvGeometry): PlanePass {
  return {
    channels: g.outChannels / g.groups,
    height: g.outHeight,
    width: g.outWidth,
    paddedHeight: g.inHeight + g.dilationHeight * (g.kernelHeight - 1),
    paddedWidth: g.inWidth + g.dilationWidth * (g.kernelWidth - 1),
    top: g.dilationHeight * (g.kernelHeight - 1) - g.paddingTop,
    left: g.dilationWidth * (g.kernelWidth - 1) - g.paddingLeft,
    stepY: g.strideHeight,
    stepX: g.strideWidth,
    strideY: 1,
    strideX: 1,
    phasesY: 1,
    phasesX: 1,
    filters: g.inChannels / g.groups,
    outHeight: g.inHeight,
    outWidth: g.inWidth,
  };
}
