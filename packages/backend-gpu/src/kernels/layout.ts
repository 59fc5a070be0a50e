import { type DeviceBuffer, type DType, numel, type View } from "@lumbre/tensor/backend";

/** How an operand's elements lie, in elements. */
export interface Layout {
  readonly strides: readonly number[];
  readonly offset: number;
}

/** A view's layout alone, for a kernel's constants. */
export function layoutOf({ strides, offset }: Layout): Layout {
  return { strides, offset };
}

/** The same memory, looked at in another way. A view may be a tensor, whose members no spread copies. */
export function seenAs({ buffer, offset, dtype }: View, shape: readonly number[], strides: readonly number[]): View {
  return { buffer, shape, strides, offset, dtype };
}

/** The same elements in other memory. */
export function withBuffer({ shape, strides, offset, dtype }: View, buffer: DeviceBuffer): View {
  return { buffer, shape, strides, offset, dtype };
}

/** Operands of one shape, with neighbouring dimensions merged where all of them allow it. */
export interface Merged {
  readonly shape: readonly number[];
  readonly layouts: readonly Layout[];
}

/** Merges dimensions, so that what lies without gaps has one, and kernels are compiled for few layouts. */
export function mergeDims(shape: readonly number[], operands: readonly Layout[]): Merged {
  const sizes: number[] = [];
  const strides: number[][] = operands.map(() => []);
  for (const [d, size] of shape.entries()) {
    if (size === 1) continue;
    const last = sizes.length - 1;
    const goesOn = last >= 0 && operands.every((operand, i) => strides[i][last] === operand.strides[d] * size);
    if (goesOn) sizes[last] *= size;
    else sizes.push(size);
    for (const [i, operand] of operands.entries()) strides[i][sizes.length - 1] = operand.strides[d];
  }
  return { shape: sizes, layouts: operands.map(({ offset }, i) => ({ strides: strides[i], offset })) };
}

/**
 * The statements that take a position in row-major order apart: with `name` "c", `c0`, `c1`, ... are the coordinates of
 * element `position` of `shape`.
 */
export function unravel(position: string, shape: readonly number[], name = "c"): string {
  const lines: string[] = [];
  let rest = position;
  for (let d = shape.length - 1; d >= 0; d--) {
    if (d === 0) {
      lines.push(`const ${name}0 = ${rest};`);
      continue;
    }
    lines.push(`const ${name}${d} = imod(${rest}, ${shape[d]});`);
    lines.push(`const ${name}${d}q = idiv(${rest}, ${shape[d]});`);
    rest = `${name}${d}q`;
  }
  return lines.join("\n");
}

/** Where the element at the coordinates `c0`, `c1`, ... lies. */
export function positionOf({ strides, offset }: Layout, name = "c"): string {
  const terms = strides.flatMap((stride, d) => {
    if (stride === 0) return [];
    return [stride === 1 ? `${name}${d}` : `${name}${d} * ${stride}`];
  });
  if (offset > 0 || terms.length === 0) terms.push(`${offset}`);
  return terms.join(" + ");
}

/** The sum of some positions. */
export function sumOf(...positions: readonly string[]): string {
  return positions.filter((position) => position !== "0").join(" + ") || "0";
}

/** A number as a kernel's element of a dtype: integers are truncated, bytes wrap. */
export function stored(dtype: DType, value: string): string {
  if (dtype === "float32") return value;
  return dtype === "int32" ? `toInt(${value})` : `toByte(${value})`;
}

/** Row-major, from the start: how every kernel's result lies. */
export function rowMajor(shape: readonly number[]): Layout {
  const strides = new Array<number>(shape.length);
  let step = 1;
  for (let d = shape.length - 1; d >= 0; d--) {
    strides[d] = step;
    step *= shape[d];
  }
  return { strides, offset: 0 };
}

/** True if a view shows all its buffer's elements in their order. */
export function coversBuffer(view: View, bufferLength: number): boolean {
  if (view.offset !== 0 || numel(view.shape) !== bufferLength) return false;
  const merged = mergeDims(view.shape, [view]);
  return merged.shape.length === 0 || (merged.shape.length === 1 && merged.layouts[0].strides[0] === 1);
}

/** A buffer as a row-major view of all of it. */
export function viewOf(buffer: DeviceBuffer, shape: readonly number[], dtype: DType): View {
  return { buffer, shape, dtype, ...rowMajor(shape) };
}
