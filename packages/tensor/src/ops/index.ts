// Every op: one line per file, by family.
export { type AlphaOptions, add, add_ } from "./arithmetic/add.js";
export { mul, mul_ } from "./arithmetic/mul.js";
export { to } from "./cast.js";
export { clone, contiguous, copy_, detach, fill_, zero_ } from "./copy.js";
export { bmm, matmul } from "./linalg/matmul.js";
export { type Dims, type KeepDimOptions, sum } from "./reduce/sum.js";
export { expand, expandAs } from "./view/expand.js";
export { permute, t, transpose } from "./view/permute.js";
export { squeeze, unsqueeze } from "./view/squeeze.js";
export { reshape, reshapeAs, view, viewAs } from "./view/view.js";
