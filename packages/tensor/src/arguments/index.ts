// How arguments are bound, for this package and its siblings.
export { bind, requireNames } from "./bind.js";
export { brandClass, otherCopy } from "./copies.js";
export { describe, isPlainObject } from "./describe.js";
export * from "./kinds.js";
export { ignoreRejection, isPromise, refusePromise } from "./promises.js";
export {
  defineSignature,
  formatSignature,
  named,
  optional,
  type Parameter as SignatureParameter,
  positional,
  required,
  type Signature,
  spread,
} from "./signature.js";
export * from "./tensorKinds.js";
