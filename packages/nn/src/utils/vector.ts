import { noGrad } from "@lumbre/autograd";
import { ArgumentError, cat, ShapeError, type Tensor } from "@lumbre/tensor";
import { anything, aTensor, bind, defineSignature, formatShape, required } from "@lumbre/tensor/engine";
import { listTensors } from "./listTensors.js";

const toVectorSignature = defineSignature("parametersToVector", required("parameters", anything));
const fromVectorSignature = defineSignature(
  "vectorToParameters",
  required("vec", aTensor),
  required("parameters", anything),
);

/**
 * All parameters as one vector, one after the other. Gradients flow back to them.
 *
 * Shapes: any -> [n], n elements in all.
 *
 * @param parameters A parameter or several.
 * @throws {ArgumentError} for what is no tensor, and for an empty list.
 * @example
 * const layer = new nn.Linear(3, 2);
 * nn.utils.parametersToVector(layer.parameters()).shape; // => [8]
 * @see https://pytorch.org/docs/stable/generated/torch.nn.utils.parameters_to_vector.html
 */
export function parametersToVector(parameters: Tensor | Iterable<Tensor>): Tensor {
  const [given] = bind(toVectorSignature, arguments);
  const list = listTensors("parametersToVector", "parameters", given);
  if (list.length === 0) throw new ArgumentError("parametersToVector: parameters is an empty list");
  return cat(list.map((parameter) => parameter.reshape(-1)));
}

/**
 * Copies a vector, as `parametersToVector` makes it, into parameters, one after the other. Not recorded.
 *
 * @param vec As many elements as all parameters have, of shape [n].
 * @param parameters A parameter or several.
 * @throws {ShapeError} for another number of elements; nothing is changed then.
 * @throws {ArgumentError} for what is no tensor.
 * @example
 * const layer = new nn.Linear(2, 1);
 * nn.utils.vectorToParameters(tensor([1, 2, 3]), layer.parameters());
 * layer.weight.data; // => tensor([[1., 2.]])
 * layer.bias.data; // => tensor([3.])
 * @see https://pytorch.org/docs/stable/generated/torch.nn.utils.vector_to_parameters.html
 */
export function vectorToParameters(vec: Tensor, parameters: Tensor | Iterable<Tensor>): void {
  const [vector, given] = bind(fromVectorSignature, arguments);
  const list = listTensors("vectorToParameters", "parameters", given);
  const n = list.reduce((count, parameter) => count + parameter.numel(), 0);
  if (vector.ndim !== 1 || vector.numel() !== n) {
    throw new ShapeError(
      `vectorToParameters: the parameters have ${n} elements, and vec is of shape ${formatShape(vector.shape)}`,
    );
  }
  noGrad(() => {
    let start = 0;
    for (const parameter of list) {
      parameter.copy_(vector.narrow(0, start, parameter.numel()).view([...parameter.shape]));
      start += parameter.numel();
    }
  });
}
