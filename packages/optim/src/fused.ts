import type { Device, Tensor } from "@lumbre/tensor";
import type { AdaptiveStep, Kernels, OptimizerKernels, StepSize, View } from "@lumbre/tensor/backend";
import { internals } from "@lumbre/tensor/engine";
import type { ParamState, ParamUpdate } from "./optimizer.js";

/** The tensors that a step writes into: a parameter and its state. */
type Written = readonly [parameter: Tensor, ...state: Tensor[]];

/** A device's kernels, among them one that it surely has. */
type KernelsWith<Name extends keyof OptimizerKernels> = Kernels & Pick<OptimizerKernels, Name>;

interface Ready<State extends ParamState> {
  readonly updates: ParamUpdate<State>[];
  readonly written: Written[];
}

/**
 * Hands updates, device by device, to a fused kernel: those whose device has it and whose tensors it can read. Gives
 * back the others.
 *
 * @param writtenBy The tensors that an update writes into, or null where it cannot be fused.
 * @param run Gets the device's kernels, the updates and their gradients, row-major.
 */
export function runFused<State extends ParamState, Name extends keyof OptimizerKernels>(
  name: Name,
  updates: readonly ParamUpdate<State>[],
  writtenBy: (update: ParamUpdate<State>) => Written | null,
  run: (kernels: KernelsWith<Name>, updates: readonly ParamUpdate<State>[], gradients: readonly View[]) => void,
): readonly ParamUpdate<State>[] {
  const byDevice = new Map<Device, Ready<State>>();
  const left: ParamUpdate<State>[] = [];
  const storages = new Set<object>();
  for (const update of updates) {
    const { device } = update.parameter;
    // No default stands in for these kernels, whose steps are as many ops as the optimizer's own: those do it instead.
    const written = device.backend[name] === undefined ? null : writtenBy(update);
    if (written === null || !isFusible(update, written, storages)) {
      left.push(update);
      continue;
    }
    const ready = byDevice.get(device);
    if (ready === undefined) byDevice.set(device, { updates: [update], written: [written] });
    else {
      ready.updates.push(update);
      ready.written.push(written);
    }
  }
  for (const [{ kernels }, ready] of byDevice) {
    const gradients = ready.updates.map(({ gradient }) => internals(gradient.contiguous()));
    run(kernels as KernelsWith<Name>, ready.updates, gradients);
    for (const written of ready.written)
      for (const tensor of written) internals(tensor).storage.bumpVersion("an optimizer's step");
  }
  return left;
}

/** True if all is float32 on one device, what is written is row-major, and nothing lies in the same memory. */
function isFusible({ parameter, gradient }: ParamUpdate<ParamState>, written: Written, storages: Set<object>): boolean {
  const { device } = parameter;
  if (gradient.dtype !== "float32" || gradient.device !== device) return false;
  for (const tensor of written) {
    if (tensor.dtype !== "float32" || tensor.device !== device || !tensor.isContiguous()) return false;
    const { storage } = internals(tensor);
    // The unfused step refuses a picked copy, with the op and what to write instead.
    if (storage.isPicked || storages.has(storage)) return false;
  }
  const memory = written.map((tensor) => internals(tensor).storage);
  if (memory.includes(internals(gradient).storage)) return false;
  for (const storage of memory) storages.add(storage);
  return true;
}

/** The state of a step that divides by the root of the second moment. */
export interface Moments {
  readonly expAvg: Tensor | null;
  readonly expAvgSq: Tensor;
  readonly maxExpAvgSq: Tensor | null;
}

/**
 * {@link runFused} with the kernel of Adam and its kin.
 *
 * @param momentsOf The moments in a parameter's state, or null where its update is another one; the same exist for all.
 * @param advance Counts a step, and gives its sizes.
 */
export function runAdaptive<State extends ParamState>(
  updates: readonly ParamUpdate<State>[],
  options: Omit<AdaptiveStep, "stepSizes">,
  momentsOf: (state: State) => Moments | null,
  advance: (state: State) => StepSize,
): readonly ParamUpdate<State>[] {
  const writtenBy = ({ parameter, state }: ParamUpdate<State>): Written | null => {
    const moments = momentsOf(state);
    if (moments === null) return null;
    const { expAvg, expAvgSq, maxExpAvgSq } = moments;
    return [parameter, expAvgSq, ...[expAvg, maxExpAvgSq].filter((tensor) => tensor !== null)];
  };
  return runFused("adaptiveStep", updates, writtenBy, (kernels, ready, gradients) => {
    const moments = ready.map(({ state }) => momentsOf(state) as Moments);
    kernels.adaptiveStep(
      ready.map(({ parameter }) => internals(parameter)),
      gradients,
      moments[0].expAvg === null ? null : moments.map(({ expAvg }) => internals(expAvg as Tensor)),
      moments.map(({ expAvgSq }) => internals(expAvgSq)),
      moments[0].maxExpAvgSq === null ? null : moments.map(({ maxExpAvgSq }) => internals(maxExpAvgSq as Tensor)),
      { ...options, stepSizes: ready.map(({ state }) => advance(state)) },
    );
  });
}
