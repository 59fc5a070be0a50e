import { dataTable } from "./data.js";
import { nnTable } from "./nn.js";
import { optimTable } from "./optim.js";
import { tensorTable } from "./tensor.js";
import { type Table, value } from "./values.js";
import { visionTable } from "./vision.js";

/** Good values where the types do not say them. Under `*` those of parameters that mean the same everywhere. */
export const table: Table = {
  "*": { dim: value(1), p: value(0.5) },
  ...tensorTable,
  ...nnTable,
  ...optimTable,
  ...dataTable,
  ...visionTable,
};

/** Parameters that are values, which may be NaN; of the others NaN is refused. */
const nanValues = new Set([
  ..."alpha beta exponent fillValue max min nan neginf other posinf src val value values weight".split(" "),
  "tensor.linspace: start",
  "tensor.linspace: end",
  "tensor.logspace: start",
  "tensor.logspace: end",
  "tensor.rpow: base",
  "tensor.tensor: data",
  "tensor.where: x",
  "tensor.where: y",
  "tensor.resultType: operands",
  "tensor.isin: elements",
  "tensor.isin: testElements",
  "tensor.bucketize: x",
  "vision.transforms.Pad: fill",
  "vision.transforms.RandomAffine: fill",
  "vision.transforms.RandomRotation: fill",
  "vision.transforms.TrivialAugmentWide: fill",
  "vision.transforms.functional.affine: fill",
  "vision.transforms.functional.rotate: fill",
  "vision.transforms.functional.erase: v",
  "vision.transforms.RandomCrop: fill",
  "vision.transforms.functional.pad: fill",
  "ReduceLROnPlateau.step: metrics",
]);

export function takesNaN(callable: string, parameter: string): boolean {
  return nanValues.has(parameter) || nanValues.has(`${callable.replace(/^Tensor\./, "tensor.")}: ${parameter}`);
}
