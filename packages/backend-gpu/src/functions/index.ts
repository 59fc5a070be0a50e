import type { NativeFunction } from "../engine/gpuJs.js";
import { binaryFunctions } from "./binary.js";
import { glslHelpers, jsHelpers } from "./helpers.js";
import { texelFunctions } from "./texels.js";
import { unaryFunctions } from "./unary.js";

/** The language of a function: GLSL in shaders, JavaScript in gpu.js's CPU mode. */
export type Language = "glsl" | "js";

/** A function's value, as an expression of its arguments, in both languages. */
export interface NativeExpression {
  readonly glsl: string;
  readonly js: string;
}

/** Functions that kernels call beside those of elementwise ops. Whole numbers have integer types, which are exact. */
const others: readonly (NativeExpression & {
  readonly name: string;
  readonly types: Readonly<Record<string, "Integer" | "Number">>;
  readonly returns: "Integer" | "Number";
})[] = [
  // The slash of a kernel's text is a division of floats, which is wrong for large whole numbers.
  { name: "idiv", types: { a: "Integer", b: "Integer" }, returns: "Integer", glsl: "a / b", js: "Math.trunc(a / b)" },
  { name: "imod", types: { a: "Integer", b: "Integer" }, returns: "Integer", glsl: "a - (a / b) * b", js: "a % b" },
  { name: "toIndex", types: { x: "Number" }, returns: "Integer", glsl: "int(x)", js: "Math.trunc(x)" },
  { name: "toInt", types: { x: "Number" }, returns: "Number", glsl: "wholeOf(x)", js: "wholeOf(x)" },
  { name: "toByte", types: { x: "Number" }, returns: "Number", glsl: "byteOf(x)", js: "byteOf(x)" },
  {
    name: "isMissing",
    types: { x: "Number" },
    returns: "Number",
    glsl: "isNan(x) ? 1.0 : 0.0",
    js: "Number.isNaN(x) ? 1 : 0",
  },
  { name: "infinity", types: {}, returns: "Number", glsl: "inf()", js: "Infinity" },
];

const cType = { Integer: "int", Number: "float" } as const;

function nativeFunction(
  language: Language,
  name: string,
  types: Readonly<Record<string, "Integer" | "Number">>,
  returns: "Integer" | "Number",
  expression: NativeExpression,
): NativeFunction {
  const parameters = Object.entries(types);
  const source =
    language === "glsl"
      ? `${cType[returns]} ${name}(${parameters.map(([key, type]) => `${cType[type]} ${key}`).join(", ")}) ` +
        `{ return ${expression.glsl}; }`
      : `function ${name}(${parameters.map(([key]) => key).join(", ")}) { return ${expression.js}; }`;
  return { name, source, argumentTypes: types, returnType: returns };
}

/** Every function that a kernel's text may call, in a language; gpu.js compiles those in that are called. */
export function nativeFunctions(language: Language): readonly NativeFunction[] {
  return [
    ...others.map(({ name, types, returns, ...expression }) =>
      nativeFunction(language, name, types, returns, expression),
    ),
    ...Object.entries(unaryFunctions).map(([op, expression]) =>
      nativeFunction(language, `unary_${op}`, { x: "Number" }, "Number", expression),
    ),
    ...Object.entries(binaryFunctions).map(([op, expression]) =>
      nativeFunction(language, `binary_${op}`, { a: "Number", b: "Number" }, "Number", expression),
    ),
    ...texelFunctions(language),
  ];
}

/** Helpers that the functions call. */
export function prelude(language: Language): string {
  return language === "glsl" ? glslHelpers : jsHelpers;
}
