import type { NativeFunction } from "../engine/gpuJs.js";
import type { Language } from "./index.js";

/** Functions of texels, each in GLSL and in JavaScript. gpu.js passes a texture as three parameters. */
const functions: readonly (Omit<NativeFunction, "source"> & { readonly glsl: string; readonly js: string })[] = [
  {
    // By row and column, where gpu.js would divide to find them.
    name: "texel",
    argumentTypes: { sheet: "ArrayTexture(4)", x: "Integer", y: "Integer" },
    returnType: "Array(4)",
    glsl: `vec4 texel(sampler2D sheet, ivec2 size, ivec3 extent, int x, int y) {
      return texelFetch(sheet, ivec2(x, y), 0);
    }`,
    // Threads beyond the last block of a sheet read anywhere, and nobody reads them.
    js: `function texel(sheet, x, y) {
      return sheet[y]?.[x] ?? new Float32Array([NaN, NaN, NaN, NaN]);
    }`,
  },
  {
    name: "addScaled",
    argumentTypes: { sum: "Array(4)", factor: "Number", texel: "Array(4)" },
    returnType: "Array(4)",
    glsl: "vec4 addScaled(vec4 sum, float factor, vec4 texel) { return sum + factor * texel; }",
    js: `function addScaled(sum, factor, texel) {
      return sum.map((value, i) => value + factor * texel[i]);
    }`,
  },
  {
    name: "component",
    argumentTypes: { texel: "Array(4)", i: "Integer" },
    returnType: "Number",
    glsl: "float component(vec4 texel, int i) { return texel[i]; }",
    js: "function component(texel, i) { return texel[i]; }",
  },
];

/** Functions for kernels that read sheets and compute with texels. */
export function texelFunctions(language: Language): readonly NativeFunction[] {
  return functions.map(({ glsl, js, ...types }) => ({ ...types, source: language === "glsl" ? glsl : js }));
}
