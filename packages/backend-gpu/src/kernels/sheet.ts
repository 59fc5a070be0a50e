import type { DeviceBuffer } from "@lumbre/tensor/backend";
import type { GpuBuffer } from "../engine/buffer.js";
import type { Engine, Kernel } from "../engine/engine.js";

/**
 * Equal blocks of texels (four floats each) in one texture: below each other, and in further columns where one would get
 * too high. A block is what one kernel reads by rows and columns, such as an image or a panel of a matrix.
 */
export interface Sheet {
  readonly blocks: number;
  readonly blockWidth: number;
  readonly blockHeight: number;
  /** Blocks in a column. */
  readonly perColumn: number;
  readonly width: number;
  readonly height: number;
}

/** The sheet for a number of blocks, or null if no texture of `maxSide` texels can hold them. */
export function sheetOf(blocks: number, blockWidth: number, blockHeight: number, maxSide: number): Sheet | null {
  const mostPerColumn = Math.floor(maxSide / blockHeight);
  if (mostPerColumn === 0) return null;
  const columns = Math.ceil(blocks / mostPerColumn);
  const perColumn = Math.ceil(blocks / columns);
  const width = columns * blockWidth;
  if (width > maxSide) return null;
  // gpu.js takes a texture with a single row for a flat array, and gives it another form.
  return { blocks, blockWidth, blockHeight, perColumn, width, height: Math.max(2, perColumn * blockHeight) };
}

/** Kernel text that declares where block number `block` begins: `<name>X` and `<name>Y`. */
export function cornerOf(sheet: Sheet, block: string, name: string): string {
  const { blocks, perColumn, blockWidth, blockHeight } = sheet;
  if (perColumn === blocks) return `const ${name}X = 0; const ${name}Y = (${block}) * ${blockHeight};`;
  return `const ${name}Column = idiv(${block}, ${perColumn});
    const ${name}X = ${name}Column * ${blockWidth};
    const ${name}Y = (${block} - ${name}Column * ${perColumn}) * ${blockHeight};`;
}

/** Kernel text that declares in which `block` of the output a thread is, and where in the block: `left` and `line`. */
export function placeOfThread({ blocks, perColumn, blockWidth, blockHeight }: Sheet): string {
  const rows =
    blockHeight === 1
      ? "const level = this.thread.y; const line = 0;"
      : `const level = idiv(this.thread.y, ${blockHeight}); const line = this.thread.y - level * ${blockHeight};`;
  if (perColumn === blocks) return `${rows} const block = level; const left = this.thread.x;`;
  return `${rows} const column = idiv(this.thread.x, ${blockWidth});
    const left = this.thread.x - column * ${blockWidth};
    const block = column * ${perColumn} + level;`;
}

/** Kernel text that takes the whole number `name` apart: declares the digits, of which the last is the fastest. */
export function digitsOf(name: string, digits: readonly (readonly [name: string, size: number])[]): string {
  const lines: string[] = [];
  let rest = name;
  for (const [digit, size] of digits.slice(1).reverse()) {
    if (size === 1) {
      lines.push(`const ${digit} = 0;`);
      continue;
    }
    const next = `${digit}Rest`;
    lines.push(`const ${next} = idiv(${rest}, ${size}); const ${digit} = ${rest} - ${next} * ${size};`);
    rest = next;
  }
  lines.push(`const ${digits[0][0]} = ${rest};`);
  return lines.join("\n");
}

/** `n` rounded up to a multiple of `step`. */
export function roundUp(n: number, step: number): number {
  return Math.ceil(n / step) * step;
}

/** Computes a sheet. */
export function runSheet<Constants>(
  engine: Engine,
  kernel: Kernel<Constants>,
  constants: Constants,
  inputs: readonly DeviceBuffer[],
  sheet: Sheet,
): GpuBuffer {
  return runSheets(engine, kernel, constants, inputs, sheet, 1)[0];
}

/** Computes several sheets of one form at once. */
export function runSheets<Constants>(
  engine: Engine,
  kernel: Kernel<Constants>,
  constants: Constants,
  inputs: readonly DeviceBuffer[],
  { width, height }: Sheet,
  count: number,
): GpuBuffer[] {
  return engine.runAll(kernel, constants, inputs, [width, height], Array(count).fill("float32"));
}
