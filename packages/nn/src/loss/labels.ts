import { DTypeError, IndexError, ShapeError, type Tensor } from "@lumbre/tensor";
import { formatShape, isFloat } from "@lumbre/tensor/engine";

/**
 * Throws unless every label is a class or ignored; how many are not ignored. Null on a device that only answers with
 * `await`, where kernels check the labels.
 */
export function countLabels(op: string, target: Tensor, classes: number, ignoreIndex: number): number | null {
  if (target.device.backend.asyncOnly) return null;
  const labels = target.readSync();
  let count = 0;
  for (let i = 0; i < labels.length; i++) {
    const label = labels[i];
    if (label === ignoreIndex) continue;
    if (label < 0 || label >= classes) {
      throw new IndexError(
        `${op}: Target ${label} is out of bounds. Expected a class from 0 to ${classes - 1}, or ${ignoreIndex} to ignore`,
      );
    }
    count++;
  }
  return count;
}

/** Labels for x [N, C, d..] as [N, d..] and whether the batch was added here. */
export function checkTarget(op: string, x: Tensor, target: Tensor): void {
  if (isFloat(target.dtype) || target.dtype === "bool")
    throw new DTypeError(`${op}: expected int32 labels, got ${target.dtype}`);
  const expected = x.ndim === 1 ? [] : [x.shape[0], ...x.shape.slice(2)];
  if (formatShape(target.shape) !== formatShape(expected)) {
    throw new ShapeError(
      `${op}: input ${formatShape(x.shape)} expects a target of shape ${formatShape(expected)}, got ` +
        `${formatShape(target.shape)}${targetHint(op, x, target)}`,
    );
  }
}

/** What to write instead of a target of another shape. */
function targetHint(op: string, x: Tensor, target: Tensor): string {
  const classDim = x.ndim === 1 ? 0 : 1;
  if (formatShape(target.shape) === formatShape(x.shape)) {
    const classes = `; one-hot targets are classes after target.argmax(${classDim})`;
    return op === "crossEntropy" ? `${classes}, or probabilities after target.to("float32")` : classes;
  }
  const isColumn = target.ndim === x.ndim && target.shape[classDim] === 1;
  return isColumn ? `; write target.squeeze(${classDim})` : "";
}

/** The pieces of a loss over labels: per element minus log-probability, its weight, and 0 where it is ignored. */
export function pickTargets(logProbabilities: Tensor, target: Tensor, weight: Tensor | null, ignoreIndex: number) {
  const classDim = logProbabilities.ndim === 1 ? 0 : 1;
  const ignored = target.eq(ignoreIndex);
  const safe = target.to("int32").maskedFill(ignored, 0);
  const nll = logProbabilities.gather(classDim, safe.unsqueeze(classDim)).squeeze(classDim).neg();
  const shape = logProbabilities.shape.map((size, d) => (d === classDim ? size : 1));
  const perClass =
    weight === null
      ? null
      : weight
          .view(shape)
          .expand([...logProbabilities.shape])
          .gather(classDim, safe.unsqueeze(classDim))
          .squeeze(classDim);
  const weights = (perClass ?? nll.detach().mul(0).add(1)).maskedFill(ignored, 0);
  return { nll: nll.maskedFill(ignored, 0), weights, ignored };
}

export function checkWeight(op: string, x: Tensor, weight: Tensor | null): void {
  const classes = x.shape[x.ndim === 1 ? 0 : 1];
  if (weight !== null && (weight.ndim !== 1 || weight.numel() !== classes)) {
    throw new ShapeError(
      `${op}: weight must have one element per class, [${classes}], got ${formatShape(weight.shape)}`,
    );
  }
}
