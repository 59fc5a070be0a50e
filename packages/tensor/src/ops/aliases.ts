import { aliasOf } from "../op/otherNames.js";
import { clamp, clamp_ } from "./arithmetic/clamp.js";
import { div, div_ } from "./arithmetic/div.js";
import { mul, mul_ } from "./arithmetic/mul.js";
import { sub, sub_ } from "./arithmetic/sub.js";
import { ge } from "./compare/ge.js";
import { gt } from "./compare/gt.js";
import { le } from "./compare/le.js";
import { lt } from "./compare/lt.js";
import { ne } from "./compare/ne.js";
import { acos_, asin_, atan_, atan2_, ge_, gt_, le_, lt_, ne_ } from "./inPlaceTwins.js";
import { cat, vstack } from "./join/cat.js";
import { outer } from "./linalg/products.js";
import { abs, abs_ } from "./math/abs.js";
import { acos } from "./math/acos.js";
import { asin } from "./math/asin.js";
import { acosh, asinh, atanh } from "./math/asinh.js";
import { atan } from "./math/atan.js";
import { atan2 } from "./math/atan2.js";
import { neg, neg_ } from "./math/neg.js";
import { trunc, trunc_ } from "./math/trunc.js";
import { movedim } from "./view/movedim.js";
import { transpose, transpose_ } from "./view/permute.js";

// Names that PyTorch has beside those of the functions. This is the one list of them; the methods in place are not exported.

/** Alias of {@link abs}. */
export const absolute: typeof abs = aliasOf("absolute", abs, "abs");

/** Alias of {@link acos}. */
export const arccos: typeof acos = aliasOf("arccos", acos, "acos");

/** Alias of {@link acosh}. */
export const arccosh: typeof acosh = aliasOf("arccosh", acosh, "acosh");

/** Alias of {@link asinh}. */
export const arcsinh: typeof asinh = aliasOf("arcsinh", asinh, "asinh");

/** Alias of {@link atanh}. */
export const arctanh: typeof atanh = aliasOf("arctanh", atanh, "atanh");

/** Alias of {@link asin}. */
export const arcsin: typeof asin = aliasOf("arcsin", asin, "asin");

/** Alias of {@link atan}. */
export const arctan: typeof atan = aliasOf("arctan", atan, "atan");

/** Alias of {@link atan2}. */
export const arctan2: typeof atan2 = aliasOf("arctan2", atan2, "atan2");

/** Alias of {@link clamp}. */
export const clip: typeof clamp = aliasOf("clip", clamp, "clamp");

/** Alias of {@link cat}. */
export const concat: typeof cat = aliasOf("concat", cat, "cat");

/** Alias of {@link cat}. */
export const concatenate: typeof cat = aliasOf("concatenate", cat, "cat");

/** Alias of {@link div}. */
export const divide: typeof div = aliasOf("divide", div, "div");

/** Alias of {@link div}. */
export const trueDivide: typeof div = aliasOf("trueDivide", div, "div");

/** Alias of {@link mul}. */
export const multiply: typeof mul = aliasOf("multiply", mul, "mul");

/** Alias of {@link sub}. */
export const subtract: typeof sub = aliasOf("subtract", sub, "sub");

/** Alias of {@link neg}. */
export const negative: typeof neg = aliasOf("negative", neg, "neg");

/** Alias of {@link trunc}. */
export const fix: typeof trunc = aliasOf("fix", trunc, "trunc");

/** Alias of {@link outer}. */
export const ger: typeof outer = aliasOf("ger", outer, "outer");

/** Alias of {@link gt}. */
export const greater: typeof gt = aliasOf("greater", gt, "gt");

/** Alias of {@link ge}. */
export const greaterEqual: typeof ge = aliasOf("greaterEqual", ge, "ge");

/** Alias of {@link lt}. */
export const less: typeof lt = aliasOf("less", lt, "lt");

/** Alias of {@link le}. */
export const lessEqual: typeof le = aliasOf("lessEqual", le, "le");

/** Alias of {@link ne}. */
export const notEqual: typeof ne = aliasOf("notEqual", ne, "ne");

/** Alias of {@link transpose}. */
export const swapaxes: typeof transpose = aliasOf("swapaxes", transpose, "transpose");

/** Alias of {@link transpose}. */
export const swapdims: typeof transpose = aliasOf("swapdims", transpose, "transpose");

/** Alias of {@link movedim}. */
export const moveaxis: typeof movedim = aliasOf("moveaxis", movedim, "movedim");

/** Alias of {@link vstack}. */
export const rowStack: typeof vstack = aliasOf("rowStack", vstack, "vstack");

/** Alias of {@link abs_}. */
export const absolute_: typeof abs_ = aliasOf("absolute_", abs_, "abs_");

/** Alias of {@link acos_}. */
export const arccos_: typeof acos_ = aliasOf("arccos_", acos_, "acos_");

/** Alias of {@link asin_}. */
export const arcsin_: typeof asin_ = aliasOf("arcsin_", asin_, "asin_");

/** Alias of {@link atan_}. */
export const arctan_: typeof atan_ = aliasOf("arctan_", atan_, "atan_");

/** Alias of {@link atan2_}. */
export const arctan2_: typeof atan2_ = aliasOf("arctan2_", atan2_, "atan2_");

/** Alias of {@link clamp_}. */
export const clip_: typeof clamp_ = aliasOf("clip_", clamp_, "clamp_");

/** Alias of {@link div_}. */
export const divide_: typeof div_ = aliasOf("divide_", div_, "div_");

/** Alias of {@link div_}. */
export const trueDivide_: typeof div_ = aliasOf("trueDivide_", div_, "div_");

/** Alias of {@link mul_}. */
export const multiply_: typeof mul_ = aliasOf("multiply_", mul_, "mul_");

/** Alias of {@link sub_}. */
export const subtract_: typeof sub_ = aliasOf("subtract_", sub_, "sub_");

/** Alias of {@link neg_}. */
export const negative_: typeof neg_ = aliasOf("negative_", neg_, "neg_");

/** Alias of {@link trunc_}. */
export const fix_: typeof trunc_ = aliasOf("fix_", trunc_, "trunc_");

/** Alias of {@link gt_}. */
export const greater_: typeof gt_ = aliasOf("greater_", gt_, "gt_");

/** Alias of {@link ge_}. */
export const greaterEqual_: typeof ge_ = aliasOf("greaterEqual_", ge_, "ge_");

/** Alias of {@link lt_}. */
export const less_: typeof lt_ = aliasOf("less_", lt_, "lt_");

/** Alias of {@link le_}. */
export const lessEqual_: typeof le_ = aliasOf("lessEqual_", le_, "le_");

/** Alias of {@link ne_}. */
export const notEqual_: typeof ne_ = aliasOf("notEqual_", ne_, "ne_");

/** Alias of {@link transpose_}. */
export const swapaxes_: typeof transpose_ = aliasOf("swapaxes_", transpose_, "transpose_");

/** Alias of {@link transpose_}. */
export const swapdims_: typeof transpose_ = aliasOf("swapdims_", transpose_, "transpose_");
