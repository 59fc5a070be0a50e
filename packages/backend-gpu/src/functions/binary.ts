import type { BinaryOp } from "@lumbre/tensor/backend";
import type { NativeExpression } from "./index.js";

/** A test of two numbers that fails when one of them is NaN. */
function test(glsl: string, js: string): NativeExpression {
  return { glsl: `!isNan(a) && !isNan(b) && ${glsl} ? 1.0 : 0.0`, js: `${js} ? 1 : 0` };
}

/** A test of two numbers for whether they are not 0. */
function logic(glsl: string, js: string): NativeExpression {
  return { glsl: `isTrue(a) ${glsl} isTrue(b) ? 1.0 : 0.0`, js: `(a !== 0) ${js} (b !== 0) ? 1 : 0` };
}

/** The elementwise functions of two operands; tests give 1 or 0. */
export const binaryFunctions: Readonly<Record<BinaryOp, NativeExpression>> = {
  add: { glsl: "a + b", js: "a + b" },
  sub: { glsl: "a - b", js: "a - b" },
  mul: { glsl: "a * b", js: "a * b" },
  div: { glsl: "a / b", js: "a / b" },
  pow: { glsl: "power(a, b)", js: "a === 1 || (a === -1 && Math.abs(b) === Infinity) ? 1 : a ** b" },
  maximum: { glsl: "isNan(a) ? a : (isNan(b) ? b : max(a, b))", js: "Math.max(a, b)" },
  minimum: { glsl: "isNan(a) ? a : (isNan(b) ? b : min(a, b))", js: "Math.min(a, b)" },
  remainder: { glsl: "remainderOf(a, b)", js: "remainderOf(a, b)" },
  fmod: { glsl: "modulus(a, b)", js: "a % b" },
  floorDivide: { glsl: "floorOfQuotient(a, b)", js: "floorOfQuotient(a, b)" },
  atan2: { glsl: "arcTangent2(a, b)", js: "Math.atan2(a, b)" },
  eq: test("a == b", "a === b"),
  ne: { glsl: "isNan(a) || isNan(b) || a != b ? 1.0 : 0.0", js: "a !== b ? 1 : 0" },
  lt: test("a < b", "a < b"),
  le: test("a <= b", "a <= b"),
  gt: test("a > b", "a > b"),
  ge: test("a >= b", "a >= b"),
  logicalAnd: logic("&&", "&&"),
  logicalOr: logic("||", "||"),
  logicalXor: logic("!=", "!=="),
};
