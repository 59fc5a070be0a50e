import { noGrad } from "@lumbre/autograd";
import type { Tensor } from "@lumbre/tensor";
import { normalizeGroupsRelu, sameShape } from "@lumbre/tensor/engine";
import { ReLU } from "../activation/relu.js";
import { ReLU6 } from "../activation/relu6.js";
import { isDisposed } from "../module/disposed.js";
import type { Module } from "../module/module.js";
import { isPlain } from "../module/plain.js";
import type { BatchNorm2d } from "./batchNorm2d.js";
import { moveRunning } from "./moveRunning.js";

/** Where a rectified linear unit ends, or null for another module. */
export function limitOf(module: Module | null | undefined): number | null {
  if (isPlain(module, ReLU)) return Number.POSITIVE_INFINITY;
  return isPlain(module, ReLU6) ? 6 : null;
}

/**
 * True if {@link batchNormRelu} does what the norm and the unit would do one after the other: in training, on a device that
 * has a kernel for it, over operands of which nothing is amiss.
 */
export function canEndInRelu(norm: BatchNorm2d, x: Tensor, addend: Tensor | null = null): boolean {
  if (!norm.training || norm.momentum === null || x.ndim !== 4 || x.dtype !== "float32" || isDisposed(x)) return false;
  const { device } = x;
  if (device.backend.normalizeRelu === undefined || device.backend.normalizeReluGrad === undefined) return false;
  const [batch, channels, height, width] = x.shape;
  if (batch * channels === 0 || height * width < 2) return false;
  const isOfKind = (tensor: Tensor): boolean =>
    tensor.dtype === "float32" && tensor.device === device && !isDisposed(tensor);
  const perChannel = [norm.weight, norm.bias, norm.runningMean, norm.runningVar];
  if (!perChannel.every((tensor) => tensor === null || (tensor.numel() === channels && isOfKind(tensor)))) return false;
  return addend === null || (isOfKind(addend) && sameShape(addend.shape, x.shape));
}

/** `min(max(norm(x) + addend, 0), limit)` in training, in one kernel; the running statistics move as in the norm's forward. */
export function batchNormRelu(norm: BatchNorm2d, x: Tensor, addend: Tensor | null, limit: number): Tensor {
  const { weight, bias, eps, runningMean, runningVar, numBatchesTracked } = norm;
  const [batch, channels, height, width] = x.shape;
  const geometry = { batch, groups: channels, channels: 1, size: height * width, acrossBatch: true, eps };
  const normalized = normalizeGroupsRelu({ x, weight, bias, addend }, geometry, limit);
  moveRunning(runningMean, runningVar, normalized, batch * height * width, norm.momentum as number);
  noGrad(() => numBatchesTracked?.add_(1));
  return normalized.output;
}
