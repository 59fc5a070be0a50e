import { inPlaceOf } from "../op/otherNames.js";
import { clampMax, clampMin } from "./arithmetic/clamp.js";
import { floorDivide } from "./arithmetic/div.js";
import { fmod, remainder } from "./arithmetic/remainder.js";
import { eq } from "./compare/eq.js";
import { ge } from "./compare/ge.js";
import { gt } from "./compare/gt.js";
import { le } from "./compare/le.js";
import { logicalAnd } from "./compare/logicalAnd.js";
import { logicalNot } from "./compare/logicalNot.js";
import { logicalOr } from "./compare/logicalOr.js";
import { logicalXor } from "./compare/logicalXor.js";
import { lt } from "./compare/lt.js";
import { ne } from "./compare/ne.js";
import { scatterReduce } from "./indexing/scatterReduce.js";
import { addmm, baddbmm } from "./linalg/addmm.js";
import { tril, triu } from "./linalg/triangle.js";
import { acos } from "./math/acos.js";
import { asin } from "./math/asin.js";
import { atan } from "./math/atan.js";
import { atan2 } from "./math/atan2.js";
import { cos } from "./math/cos.js";
import { cosh } from "./math/cosh.js";
import { erf } from "./math/erf.js";
import { expm1 } from "./math/expm1.js";
import { frac } from "./math/frac.js";
import { log1p } from "./math/log1p.js";
import { log2 } from "./math/log2.js";
import { log10 } from "./math/log10.js";
import { nanToNum } from "./math/nanToNum.js";
import { sign } from "./math/sign.js";
import { sin } from "./math/sin.js";
import { sinh } from "./math/sinh.js";
import { tan } from "./math/tan.js";
import { cumprod } from "./reduce/cumprod.js";
import { cumsum } from "./reduce/cumsum.js";

// In-place twins of functions that have no kernel to write in place: methods only, as the list in methods.ts has them.

/** {@link acos}, in place. */
export const acos_: typeof acos = inPlaceOf("acos_", acos);

/** {@link addmm}, in place. */
export const addmm_: typeof addmm = inPlaceOf("addmm_", addmm);

/** {@link asin}, in place. */
export const asin_: typeof asin = inPlaceOf("asin_", asin);

/** {@link atan2}, in place. */
export const atan2_: typeof atan2 = inPlaceOf("atan2_", atan2);

/** {@link atan}, in place. */
export const atan_: typeof atan = inPlaceOf("atan_", atan);

/** {@link baddbmm}, in place. */
export const baddbmm_: typeof baddbmm = inPlaceOf("baddbmm_", baddbmm);

/** {@link clampMax}, in place. */
export const clampMax_: typeof clampMax = inPlaceOf("clampMax_", clampMax);

/** {@link clampMin}, in place. */
export const clampMin_: typeof clampMin = inPlaceOf("clampMin_", clampMin);

/** {@link cos}, in place. */
export const cos_: typeof cos = inPlaceOf("cos_", cos);

/** {@link cosh}, in place. */
export const cosh_: typeof cosh = inPlaceOf("cosh_", cosh);

/** {@link cumprod}, in place. */
export const cumprod_: typeof cumprod = inPlaceOf("cumprod_", cumprod);

/** {@link cumsum}, in place. */
export const cumsum_: typeof cumsum = inPlaceOf("cumsum_", cumsum);

/** {@link eq}, in place. */
export const eq_: typeof eq = inPlaceOf("eq_", eq);

/** {@link erf}, in place. */
export const erf_: typeof erf = inPlaceOf("erf_", erf);

/** {@link expm1}, in place. */
export const expm1_: typeof expm1 = inPlaceOf("expm1_", expm1);

/** {@link floorDivide}, in place. */
export const floorDivide_: typeof floorDivide = inPlaceOf("floorDivide_", floorDivide);

/** {@link fmod}, in place. */
export const fmod_: typeof fmod = inPlaceOf("fmod_", fmod);

/** {@link frac}, in place. */
export const frac_: typeof frac = inPlaceOf("frac_", frac);

/** {@link ge}, in place. */
export const ge_: typeof ge = inPlaceOf("ge_", ge);

/** {@link gt}, in place. */
export const gt_: typeof gt = inPlaceOf("gt_", gt);

/** {@link le}, in place. */
export const le_: typeof le = inPlaceOf("le_", le);

/** {@link log10}, in place. */
export const log10_: typeof log10 = inPlaceOf("log10_", log10);

/** {@link log1p}, in place. */
export const log1p_: typeof log1p = inPlaceOf("log1p_", log1p);

/** {@link log2}, in place. */
export const log2_: typeof log2 = inPlaceOf("log2_", log2);

/** {@link logicalAnd}, in place. */
export const logicalAnd_: typeof logicalAnd = inPlaceOf("logicalAnd_", logicalAnd);

/** {@link logicalNot}, in place. */
export const logicalNot_: typeof logicalNot = inPlaceOf("logicalNot_", logicalNot);

/** {@link logicalOr}, in place. */
export const logicalOr_: typeof logicalOr = inPlaceOf("logicalOr_", logicalOr);

/** {@link logicalXor}, in place. */
export const logicalXor_: typeof logicalXor = inPlaceOf("logicalXor_", logicalXor);

/** {@link lt}, in place. */
export const lt_: typeof lt = inPlaceOf("lt_", lt);

/** {@link nanToNum}, in place. */
export const nanToNum_: typeof nanToNum = inPlaceOf("nanToNum_", nanToNum);

/** {@link ne}, in place. */
export const ne_: typeof ne = inPlaceOf("ne_", ne);

/** {@link remainder}, in place. */
export const remainder_: typeof remainder = inPlaceOf("remainder_", remainder);

/** {@link scatterReduce}, in place. */
export const scatterReduce_: typeof scatterReduce = inPlaceOf("scatterReduce_", scatterReduce);

/** {@link sign}, in place. */
export const sign_: typeof sign = inPlaceOf("sign_", sign);

/** {@link sin}, in place. */
export const sin_: typeof sin = inPlaceOf("sin_", sin);

/** {@link sinh}, in place. */
export const sinh_: typeof sinh = inPlaceOf("sinh_", sinh);

/** {@link tan}, in place. */
export const tan_: typeof tan = inPlaceOf("tan_", tan);

/** {@link tril}, in place. */
export const tril_: typeof tril = inPlaceOf("tril_", tril);

/** {@link triu}, in place. */
export const triu_: typeof triu = inPlaceOf("triu_", triu);
