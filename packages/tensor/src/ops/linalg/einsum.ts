import { bind } from "../../arguments/bind.js";
import { isPlainObject } from "../../arguments/describe.js";
import { aString } from "../../arguments/kinds.js";
import { defineSignature, required } from "../../arguments/signature.js";
import { tensors } from "../../arguments/tensorKinds.js";
import { numel } from "../../shape.js";
import { Tensor } from "../../tensor.js";
import { diagonal } from "./diagonal.js";
import { multiplyBatches } from "./matmul.js";
import { parseSubscripts } from "./subscripts.js";

const signature = defineSignature("einsum", required("equation", aString), required("operands", tensors));

/** A tensor with a label for each dimension; no label occurs twice. */
interface Labelled {
  readonly tensor: Tensor;
  readonly labels: readonly string[];
}

/** Takes the diagonal of repeated labels, and drops dimensions of size 1 that other operands broadcast. */
function prepare(operand: Tensor, subscripts: readonly string[], sizes: ReadonlyMap<string, number>): Labelled {
  let tensor = operand;
  let labels = [...subscripts];
  for (const label of new Set(subscripts)) {
    for (let second = labels.lastIndexOf(label); second !== labels.indexOf(label); second = labels.lastIndexOf(label)) {
      tensor = diagonal(tensor, 0, labels.indexOf(label), second);
      labels = [...labels.filter((_, d) => d !== second && d !== labels.indexOf(label)), label];
    }
  }
  const stretched = labels.map((label, d) => (tensor.shape[d] === 1 && sizes.get(label) !== 1 ? d : -1));
  const dropped = stretched.filter((d) => d >= 0);
  if (dropped.length === 0) return { tensor, labels };
  return { tensor: tensor.squeeze(dropped), labels: labels.filter((_, d) => !dropped.includes(d)) };
}

/** Sums over the labels that nobody needs. */
function sumOut({ tensor, labels }: Labelled, isNeeded: (label: string) => boolean): Labelled {
  const dims = labels.map((label, d) => (isNeeded(label) ? -1 : d)).filter((d) => d >= 0);
  if (dims.length === 0) return { tensor, labels };
  return { tensor: tensor.sum(dims), labels: labels.filter(isNeeded) };
}

/** The tensor with its dimensions in the order of `labels`. */
function arrange(x: Labelled, labels: readonly string[]): Tensor {
  const order = labels.map((label) => x.labels.indexOf(label));
  return order.every((from, to) => from === to) ? x.tensor : x.tensor.permute(order);
}

/**
 * Multiplies two operands and sums over the labels that nobody needs. With labels to sum over it is a batch of
 * matrix products: what both have and is needed is the batch, what one alone has are its rows or columns.
 */
function contract(a: Labelled, b: Labelled, needed: ReadonlySet<string>): Labelled {
  const left = sumOut(a, (label) => needed.has(label) || b.labels.includes(label));
  const right = sumOut(b, (label) => needed.has(label) || a.labels.includes(label));
  const shared = left.labels.filter((label) => right.labels.includes(label));
  const batch = shared.filter((label) => needed.has(label));
  const inner = shared.filter((label) => !needed.has(label));
  const rows = left.labels.filter((label) => !shared.includes(label));
  const columns = right.labels.filter((label) => !shared.includes(label));
  const labels = [...batch, ...rows, ...columns];
  const x = arrange(left, [...batch, ...rows, ...inner]);
  const y = arrange(right, [...batch, ...inner, ...columns]);
  const batchShape = x.shape.slice(0, batch.length);
  const rowShape = x.shape.slice(batch.length, batch.length + rows.length);
  const columnShape = y.shape.slice(batch.length + inner.length);
  if (inner.length === 0) {
    const stretched = x.reshape([...x.shape, ...columnShape.map(() => 1)]);
    return { tensor: stretched.mul(y.reshape([...batchShape, ...rowShape.map(() => 1), ...columnShape])), labels };
  }
  const innerSize = numel(y.shape.slice(batch.length, batch.length + inner.length));
  const matrices = multiplyBatches(
    "einsum",
    x.reshape(numel(batchShape), numel(rowShape), innerSize),
    y.reshape(numel(batchShape), innerSize, numel(columnShape)),
  );
  return { tensor: matrices.reshape([...batchShape, ...rowShape, ...columnShape]), labels };
}

/** The arguments of a call, with operands that stand one by one gathered into a list. */
function gatherOperands(given: ArrayLike<unknown>): ArrayLike<unknown> {
  const [equation, ...operands] = Array.from(given);
  if (given.length < 2) return isPlainObject(equation) ? given : [equation, []];
  const isOneByOne = operands.length > 1 || operands[0] instanceof Tensor;
  const isList = Array.isArray(operands[0]);
  return isOneByOne && !isList ? [equation, operands] : given;
}

/**
 * Sums of products over named dimensions (Einstein's notation), with PyTorch's subscripts: one letter per dimension,
 * operands separated by commas, the output after `->`. A letter that the output lacks is summed over; a letter
 * repeated within one operand takes its diagonal; `...` stands for the dimensions not named, which broadcast; sizes
 * of 1 broadcast too. Without an arrow the output has the ellipsis and then, in alphabetical order, the letters that
 * occur once. Operands are contracted from left to right.
 *
 * @param equation For example `"bij,bjk->bik"`, a batch of matrix products.
 * @param operands One tensor for each term, one by one or as a list.
 * @throws {ValueError} for a malformed equation, or one for another number of operands.
 * @throws {ShapeError} when sizes do not fit.
 * @example
 * const a = tensor([[1, 2], [3, 4]]);
 * einsum("ij,jk->ik", a, a); // => tensor([[ 7., 10.],
 * //            [15., 22.]])
 * einsum("ii", a); // => tensor(5.)
 * einsum("i,j", tensor([1, 2]), tensor([3, 4])).shape; // => [2, 2]
 * @see https://pytorch.org/docs/stable/generated/torch.einsum.html
 */
export function einsum(equation: string, ...operands: readonly Tensor[] | [operands: readonly Tensor[]]): Tensor {
  const [subscripts, inputTensors] = bind(signature, gatherOperands(arguments));
  const { inputs, output, sizes } = parseSubscripts(
    subscripts,
    inputTensors.map((operand) => operand.shape),
  );
  const prepared = inputTensors.map((operand, i) => prepare(operand, inputs[i], sizes));
  let result = prepared[0];
  for (let i = 1; i < prepared.length; i++) {
    const needed = new Set([...output, ...prepared.slice(i + 1).flatMap(({ labels }) => labels)]);
    result = contract(result, prepared[i], needed);
  }
  return arrange(
    sumOut(result, (label) => output.includes(label)),
    output,
  );
}
