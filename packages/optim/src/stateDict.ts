import { noGrad } from "@lumbre/autograd";
import { ArgumentError, Tensor, ValueError } from "@lumbre/tensor";
import { describe, formatShape, isPlainObject } from "@lumbre/tensor/engine";
import { camelCase, snakeCase } from "./names.js";
import type { ParamGroup, ParamState } from "./optimizer.js";

const noTensorsInJson = "JSON has no tensors: write them with saveSafetensors, or make each with tensor(...)";

/** A group's options under PyTorch's names, and the numbers of its parameters. */
export interface PackedParamGroup {
  readonly params: readonly number[];
  readonly [option: string]: unknown;
}

/** An optimizer's options and state in PyTorch's layout. Numbers and tensors only, so that it can be written to a file. */
export interface OptimizerStateDict {
  /** The state of each parameter, by its number and PyTorch's names: `state[0].exp_avg`. */
  readonly state: Readonly<Record<number, Readonly<Record<string, Tensor | number | null>>>>;
  readonly param_groups: readonly PackedParamGroup[];
}

/** @throws {ArgumentError} for an object that does not have the layout of an optimizer's state dict. */
export function requireOptimizerStateDict(value: object): asserts value is OptimizerStateDict {
  const { state, param_groups: groups } = value as { readonly state?: unknown; readonly param_groups?: unknown };
  const isGroup = (group: unknown): boolean => isPlainObject(group) && Array.isArray(group.params);
  if (isPlainObject(state) && Array.isArray(groups) && groups.every(isGroup)) return;
  throw new ArgumentError(
    `loadStateDict: expected an optimizer's state dict, with state and a list of param_groups, got ${describe(value)}`,
  );
}

type Groups = readonly ParamGroup<Record<string, unknown>>[];

function renameKeys<T>(values: Readonly<Record<string, T>>, rename: (name: string) => string): Record<string, T> {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [rename(name), value]));
}

/** Puts options and state into PyTorch's layout; parameters are numbered through all groups. */
export function packStateDict(groups: Groups, states: ReadonlyMap<Tensor, ParamState>): OptimizerStateDict {
  const state: Record<number, Record<string, Tensor | number | null>> = {};
  let next = 0;
  const packed = groups.map(({ params, ...options }) => {
    const numbers = params.map((param) => {
      const remembered = states.get(param);
      if (remembered !== undefined) state[next] = renameKeys(remembered, snakeCase);
      return next++;
    });
    return { ...renameKeys(options, snakeCase), params: numbers };
  });
  return { state, param_groups: packed };
}

/** Fields that schedulers set in groups, which a state dict may have as well. */
export const scheduleFields = ["initialLr", "maxLr", "minLr", "maxMomentum", "baseMomentum"];

/**
 * Takes options and state from PyTorch's layout, for the groups of an optimizer. Options that it does not have, such as
 * `foreach`, are left out.
 *
 * @throws {ValueError} when groups, parameters or shapes do not fit.
 */
export function unpackStateDict(
  dict: OptimizerStateDict,
  groups: Groups,
): {
  readonly options: readonly Record<string, unknown>[];
  readonly states: ReadonlyMap<Tensor, ParamState>;
} {
  const { param_groups: saved, state } = dict;
  if (saved.length !== groups.length) {
    throw new ValueError(
      `loadStateDict: loaded state dict has a different number of parameter groups: ${saved.length}, expected ${groups.length}`,
    );
  }
  const states = new Map<Tensor, ParamState>();
  const options = groups.map((group, i) => {
    const { params, ...rest } = saved[i];
    if (params.length !== group.params.length) {
      throw new ValueError(
        "loadStateDict: loaded state dict contains a parameter group that doesn't match the size of optimizer's group: " +
          `${params.length} parameters in group ${i}, expected ${group.params.length}`,
      );
    }
    for (const [k, param] of group.params.entries()) {
      const remembered = state[params[k]];
      if (remembered !== undefined) states.set(param, checkedState(remembered, params[k], param));
    }
    const known = Object.entries(renameKeys(rest, camelCase)).filter(
      ([name]) => name in group || scheduleFields.includes(name),
    );
    return Object.fromEntries(known);
  });
  return { options, states };
}

function checkedState(remembered: Readonly<Record<string, unknown>>, number: number, param: Tensor): ParamState {
  for (const [name, value] of Object.entries(remembered)) {
    if (!(value instanceof Tensor)) {
      if (value === null || Number.isFinite(value)) continue;
      throw new ArgumentError(
        `loadStateDict: ${name} of parameter ${number} is ${describe(value)}, not a tensor or a number; ${noTensorsInJson}`,
      );
    }
    if (value.numel() === 1) continue;
    if (formatShape(value.shape) !== formatShape(param.shape)) {
      throw new ValueError(
        `loadStateDict: ${name} of parameter ${number} has shape ${formatShape(value.shape)}, expected ` +
          formatShape(param.shape),
      );
    }
  }
  return renameKeys(remembered, camelCase) as ParamState;
}

/**
 * The state of a parameter as it was saved, in the parameter's dtype and on its device.
 *
 * @param initial The state that a new parameter has, which says what is a number and what a tensor; it is written to.
 * @throws {ArgumentError} for a number in place of a tensor, and the reverse.
 * @throws {ValueError} for a tensor that is missing, or has another shape.
 */
export function loadState(initial: ParamState, saved: ParamState, param: Tensor): ParamState {
  for (const [name, value] of Object.entries(saved)) {
    const own = initial[name];
    if (typeof own === "number") initial[name] = numberOf(name, value);
    else if (
      own instanceof Tensor &&
      (!(value instanceof Tensor) || formatShape(value.shape) !== formatShape(own.shape))
    ) {
      const found = value instanceof Tensor ? `a tensor of shape ${formatShape(value.shape)}` : String(value);
      const remedy = value instanceof Tensor ? "" : `; ${noTensorsInJson}`;
      throw new ValueError(
        `loadStateDict: ${snakeCase(name)} is ${found}, expected a tensor of shape ${formatShape(own.shape)}${remedy}`,
      );
    } else initial[name] = value instanceof Tensor ? copyFor(param, value) : value;
  }
  const missing = Object.keys(initial).find((name) => initial[name] instanceof Tensor && !(name in saved));
  if (missing === undefined) return initial;
  throw new ValueError(
    `loadStateDict: a parameter's state has no ${snakeCase(missing)}, it has ${Object.keys(saved).map(snakeCase).join(", ")}; ` +
      "is it of another kind of optimizer?",
  );
}

function numberOf(name: string, value: Tensor | number | null): number {
  const number = value instanceof Tensor && value.numel() === 1 ? value.item() : value;
  if (typeof number === "number") return number;
  throw new ArgumentError(`loadStateDict: ${snakeCase(name)} is ${describe(value)}, expected a number`);
}

/** A copy in the dtype and on the device of a parameter. */
function copyFor(param: Tensor, value: Tensor): Tensor {
  return noGrad(() => value.detach().to(param.device).to(param.dtype).clone());
}
