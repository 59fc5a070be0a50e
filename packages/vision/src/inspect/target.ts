import { IndexError, ShapeError, Tensor, tensor, ValueError } from "@lumbre/tensor";
import { anInteger, aTensor, either, formatShape, type Kind, nullable, numbers } from "@lumbre/tensor/engine";

/** The class of all images, one for each image, or null for those with the highest scores. */
export type Target = number | readonly number[] | Tensor | null;

export const aTarget: Kind<Target> = nullable(either(anInteger, numbers, aTensor));

/**
 * The sum of the scores that a network gives to a class of each image.
 *
 * @param logits [N, classes]
 * @throws {ShapeError} unless the network gives one score for each class of each of the n images.
 */
export function scoreOf(op: string, logits: unknown, target: Target, n: number): Tensor {
  if (!(logits instanceof Tensor))
    throw new ValueError(`${op}: the model must give a tensor of scores, [N, classes], and gives something else`);
  if (logits.ndim !== 2 || logits.shape[0] !== n) {
    throw new ShapeError(
      `${op}: the model must give scores of shape [${n}, classes], one for each class, got ${formatShape(logits.shape)}`,
    );
  }
  return logits.gather(1, indicesOf(op, logits.detach(), target).view(n, 1)).sum();
}

function indicesOf(op: string, logits: Tensor, target: Target): Tensor {
  const [n, classes] = logits.shape;
  if (target === null) return logits.argmax(1);
  if (target instanceof Tensor) {
    if (target.numel() === n) return target.to("int32").to(logits.device);
    throw new ShapeError(`${op}: target must have one class for each of ${n} images, got ${formatShape(target.shape)}`);
  }
  const list = typeof target === "number" ? new Array<number>(n).fill(target) : target;
  if (list.length !== n)
    throw new ShapeError(`${op}: target must have one class for each of ${n} images, got ${list.length} classes`);
  for (const label of list) {
    if (!Number.isInteger(label) || label < 0 || label >= classes)
      throw new IndexError(`${op}: target ${label} is not one of the ${classes} classes, 0 to ${classes - 1}`);
  }
  return tensor(list, { dtype: "int32", device: logits.device });
}
