import type { PoolGeometry } from "@lumbre/tensor/backend";

/** The windows of a pooling along one axis. */
export interface Axis {
  readonly inSize: number;
  readonly outSize: number;
  readonly kernel: number;
  readonly stride: number;
  readonly padding: number;
  readonly dilation: number;
  /** Windows run from floor(o*in/out) to ceil((o+1)*in/out), and the others do not count. */
  readonly adaptive: boolean;
}

export function rowAxis(g: PoolGeometry): Axis {
  return {
    inSize: g.inHeight,
    outSize: g.outHeight,
    kernel: g.kernelHeight,
    stride: g.strideHeight,
    padding: g.paddingTop,
    dilation: g.dilationHeight,
    adaptive: g.adaptive,
  };
}

export function columnAxis(g: PoolGeometry): Axis {
  return {
    inSize: g.inWidth,
    outSize: g.outWidth,
    kernel: g.kernelWidth,
    stride: g.strideWidth,
    padding: g.paddingLeft,
    dilation: g.dilationWidth,
    adaptive: g.adaptive,
  };
}

/** Kernel size of the widest window. */
export function tapsOf({ adaptive, kernel, inSize, outSize }: Axis): number {
  return adaptive ? Math.ceil(inSize / outSize) + 1 : kernel;
}

/** Dilation; 1 for adaptive windows. */
export function stepOf({ adaptive, dilation }: Axis): number {
  return adaptive ? 1 : dilation;
}

/** Text that declares the first index of the window at `o`, perhaps outside of the input, and the first one after it. */
export function windowAt(axis: Axis, o: string, name: string): string {
  const { adaptive, inSize, outSize, stride, padding, kernel, dilation } = axis;
  if (adaptive) {
    return `const ${name}Start = idiv(${o} * ${inSize}, ${outSize});
      const ${name}End = idiv((${o} + 1) * ${inSize} + ${outSize - 1}, ${outSize});`;
  }
  return `const ${name}Start = ${o} * ${stride} - ${padding};
    const ${name}End = ${name}Start + ${(kernel - 1) * dilation + 1};`;
}

/** Maximum number of windows that have one element of the input between their ends. */
export function windowsOver({ adaptive, inSize, outSize, kernel, stride, dilation }: Axis): number {
  if (adaptive) return Math.ceil(outSize / inSize) + 1;
  return Math.floor(((kernel - 1) * dilation) / stride) + 1;
}

/** Text that declares the first window that may have element `i` of the input between its ends; negative before 0. */
export function firstWindowOver(axis: Axis, i: string, name: string): string {
  const { adaptive, inSize, outSize, padding, stride } = axis;
  if (adaptive) return `const ${name} = idiv(${i} * ${outSize}, ${inSize});`;
  // The last is floor((i + padding) / stride).
  return `const ${name} = idiv(${i} + ${padding}, ${stride}) - ${windowsOver(axis) - 1};`;
}
