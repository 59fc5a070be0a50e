// The namespace `linalg`, as torch.linalg.

export { type CholeskyOptions, cholesky } from "./cholesky.js";
export { det, inverse as inv, type SignAndLog, slogdet } from "./determinant.js";
export { type Eigenpairs, eigh, eigvalsh } from "./eigh.js";
export {
  cond,
  type LinalgNormOptions,
  type MatrixNormOptions,
  type MatrixOrder,
  matrixNorm,
  type NormDTypeOptions,
  type NormKeepOptions,
  norm,
  type VectorNormOptions,
  vectorNorm,
} from "./norms.js";
export { type LeastSquares, lstsq, matrixRank, pinv, type ToleranceOptions } from "./pinv.js";
export { matrixPower, multiDot } from "./power.js";
export { type QR, type QRMode, qr } from "./qr.js";
export { type SolveOptions, solve } from "./solve.js";
export { type SVD, svd, svdvals } from "./svd.js";
