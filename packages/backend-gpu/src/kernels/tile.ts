import type { Engine } from "../engine/engine.js";

// A thread of a matrix product computes a tile of four or eight texels: more products for each texel that it reads than
// with one. Every texel goes to an output of its own.

/** Lines of a tile, of four texels each. */
export function linesOfTile(engine: Engine): number {
  return engine.machine.driver.maxOutputs / 4;
}

const range = (n: number): number[] => Array.from({ length: n }, (_, i) => i);

/** Kernel text that declares the sums `sum0`, `sum1`, ... */
export function declareSums(count: number): string {
  return range(count)
    .map((i) => `let sum${i} = [0, 0, 0, 0];`)
    .join("\n");
}

/** Kernel text that adds to `sum<i>` a component of one texel times another texel. */
export function addProduct(i: number, factor: string, component: number, texel: string): string {
  return `sum${i} = addScaled(sum${i}, ${factor}[${component}], ${texel});`;
}

/** Kernel text that gives the sums to the outputs, and returns. */
export function returnSums(count: number): string {
  const others = range(count).slice(1);
  return `${others.map((i) => `output${i}(sum${i});`).join("\n")}\nreturn sum0;`;
}

/** The names of the textures with the tiles' texels. */
export function tileNames(count: number): string[] {
  return range(count).map((i) => `tile${i}`);
}

/** Kernel text that adds the texel at (x, y) of the texture number `which` to `total`. */
export function addTexel(count: number, which: string, x: string, y: string): string {
  return range(count)
    .map((i) => `if (${which} == ${i}) { total = addScaled(total, 1, texel(tile${i}, ${x}, ${y})); }`)
    .join("\n");
}
