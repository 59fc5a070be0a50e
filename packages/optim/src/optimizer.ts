import { enableGrad, noGrad } from "@lumbre/autograd";
import { ArgumentError, keep, scope, Tensor, ValueError } from "@lumbre/tensor";
import {
  aBoolean,
  aFunction,
  anything,
  bind,
  defineKind,
  defineSignature,
  describe,
  isPlainObject,
  nullable,
  optional,
  positional,
  refusePromise,
  required,
  requireNames,
  requireWritable,
  type Signature,
} from "@lumbre/tensor/engine";
import { listParams, listTensors } from "./params.js";
import {
  loadState,
  type OptimizerStateDict,
  packStateDict,
  requireOptimizerStateDict,
  scheduleFields,
  unpackStateDict,
} from "./stateDict.js";

/** Options that every optimizer has. */
export interface CommonOptions {
  /** The learning rate, >= 0. */
  lr: number;
  /** True to maximize instead of minimize. Default false. */
  maximize: boolean;
}

/** Fields that schedulers set in a group. */
export interface ScheduleFields {
  initialLr?: number;
  maxLr?: number;
  minLr?: number;
  maxMomentum?: number;
  baseMomentum?: number;
}

/** Parameters that share their options. Both may be changed at any time. */
export type ParamGroup<Options> = Options & ScheduleFields & { params: Tensor[] };

/** A group as it is given: what it does not say is as the optimizer's own options say. */
export type ParamGroupInit<Options> = Partial<Readonly<Options>> & { readonly params: Tensor | Iterable<Tensor> };

/** The parameters that an optimizer updates: a list, or groups of them. */
export type Params<Options> = Iterable<Tensor> | readonly ParamGroupInit<Options>[];

/** Options of an optimizer by name, behind those given by their position. */
export type OptionsAfter<Options, Given extends keyof Options = never> = Readonly<Partial<Omit<Options, Given>>>;

/** Options of an optimizer by name, of which some have to be there. */
export type OptionsWith<Options, Needed extends keyof Options> = OptionsAfter<Options> &
  Readonly<Pick<Options, Needed>>;

// The parameters of the base, which a subclass calls: it knows the kinds of its options.
const commonOptions = defineKind<object>(
  "an object with lr and maximize",
  (value) => isPlainObject(value) && typeof value.lr === "number" && typeof value.maximize === "boolean",
);
const baseParameters = [
  positional("params", anything),
  positional("defaults", commonOptions),
  optional("signature", nullable(defineKind<object>("a signature", isPlainObject)), null),
] as const;
const addParamGroupSignature = defineSignature(
  "addParamGroup",
  required("group", defineKind<object>("an object with params", isPlainObject)),
);
const zeroGradSignature = defineSignature("zeroGrad", optional("setToNone", aBoolean, true));
const stateDictSignature = defineSignature("stateDict");
const loadSignature = defineSignature(
  "loadStateDict",
  positional("stateDict", defineKind<object>("an optimizer's state dict", isPlainObject)),
);
const stepSignature = defineSignature("step", optional("closure", nullable(aFunction<() => unknown>()), null));

/** What a closure returned. @throws {ValueError} for a promise, whose gradients are not there yet. */
function requireLoss<T>(loss: T): T {
  return refusePromise(
    loss,
    () =>
      new ValueError("step: the closure returned a promise; it must not be async, for the step needs its gradients"),
  );
}

/** The state of one parameter. */
export type ParamState = Record<string, Tensor | number | null>;

/** A parameter that is to be updated, with what that takes. */
export interface ParamUpdate<State extends ParamState> {
  readonly parameter: Tensor;
  readonly gradient: Tensor;
  readonly state: State;
}

/**
 * The base of all optimizers. A subclass says how one parameter is updated from its gradient; tensors
 * in the state live as long as the optimizer, whatever scopes end.
 *
 * @example
 * class SignSGD extends Optimizer {
 *   constructor(params, lr) {
 *     super(params, { lr, maximize: false });
 *   }
 *   validate() {}
 *   createState() {
 *     return {};
 *   }
 *   update(w, gradient, { lr }) {
 *     w.add_(gradient.sign(), { alpha: -lr });
 *   }
 * }
 * const w = tensor([1, -2], { requiresGrad: true });
 * const optimizer = new SignSGD([w], 0.25);
 * w.square().sum().backward();
 * optimizer.step();
 * w; // => tensor([ 0.7500, -1.7500], requires_grad=True)
 * @see https://pytorch.org/docs/stable/optim.html#torch.optim.Optimizer
 */
export abstract class Optimizer<Options extends CommonOptions = CommonOptions, State extends ParamState = ParamState> {
  /** The options of groups that do not say otherwise. */
  readonly defaults: Readonly<Options>;
  /** The parameters with their options; `optimizer.paramGroups[0].lr = 0.01` takes effect at the next step. */
  readonly paramGroups: ParamGroup<Options>[] = [];
  /** The state of each parameter that has been updated. */
  readonly state = new Map<Tensor, State>();
  /** How often {@link step} was called. */
  stepCount = 0;

  /**
   * @param params Parameters, or groups of them with options of their own.
   * @param defaults The options of groups that do not say otherwise; groups have no others.
   * @param signature The constructor's, whose kinds of values groups and state dicts have to keep to. Default none.
   * @throws {ValueError} for options out of range, no parameters, and what is no leaf tensor.
   * @throws {ArgumentError} for what are no parameters, and a group with an unknown option.
   */
  constructor(
    params: Params<Options>,
    defaults: Options,
    private readonly signature: Signature<readonly unknown[]> | null = null,
  ) {
    const { name } = this.constructor;
    bind(defineSignature(name, ...baseParameters), arguments);
    this.defaults = defaults;
    this.requireValid(name, defaults);
    const list = listParams(name, params);
    if (list.length === 0) throw new ValueError(`${name}: optimizer got an empty parameter list`);
    const groups = isPlainObject(list[0]) ? list : [{ params: list }];
    const present = new Set<Tensor>();
    for (const group of groups) this.appendGroup(group, present);
  }

  /** Throws unless the options are in range. Runs before the subclass's fields exist. */
  protected abstract validate(options: Readonly<Options>): void;

  /** The initial state of a parameter. */
  protected abstract createState(parameter: Tensor, group: Readonly<Options>): State;

  /** Updates a parameter in place. Nothing is recorded, and memory that is not in the state is given back after it. */
  protected abstract update(parameter: Tensor, gradient: Tensor, group: Readonly<Options>, state: State): void;

  /**
   * Updates at once what the parameters' devices have a kernel for, and gives back the rest, which comes to
   * {@link update}. Gradients are as they are: with `maximize` the kernel has to negate them.
   */
  protected updateFused(
    updates: readonly ParamUpdate<State>[],
    _group: Readonly<Options>,
  ): readonly ParamUpdate<State>[] {
    return updates;
  }

  /**
   * Adds parameters with options of their own, such as layers that are trained from now on.
   *
   * @param group Parameters, `params`, and options; those it does not have are the optimizer's.
   * @throws {ValueError} for options out of range, what is no leaf tensor, and a parameter that is there already.
   * @throws {ArgumentError} for an option that the optimizer does not have.
   */
  addParamGroup(group: ParamGroupInit<Options>): void {
    const [bound] = bind(addParamGroupSignature, arguments);
    this.appendGroup(bound, new Set(this.paramGroups.flatMap(({ params }) => params)));
  }

  /** Adds a group, and its parameters to those that are present. */
  private appendGroup(group: unknown, present: Set<Tensor>): void {
    const { name } = this.constructor;
    const where = `${name}: parameter group ${this.paramGroups.length}`;
    if (!isPlainObject(group)) {
      throw new ArgumentError(`${where} must be an object with params, got ${describe(group)}`);
    }
    requireNames(where, group, ["params", ...Object.keys(this.defaults), ...scheduleFields]);
    const params = listTensors(name, "params", group.params);
    this.requireLeaves(params, present);
    const given = Object.entries(group).filter(([, value]) => value !== undefined);
    const complete = { ...this.defaults, ...Object.fromEntries(given), params } as ParamGroup<Options>;
    this.requireValid(where, complete);
    this.paramGroups.push(complete);
    for (const param of params) present.add(param);
  }

  /** Throws unless all are leaf tensors that may be written into, and in no group yet. */
  private requireLeaves(params: readonly Tensor[], present: ReadonlySet<Tensor>): void {
    const { name } = this.constructor;
    const own = new Set<Tensor>();
    for (const param of params) {
      if (!param.isLeaf) throw new ValueError(`${name}: can't optimize a non-leaf Tensor`);
      requireWritable(name, param);
      if (present.has(param)) {
        throw new ValueError(`${name}: some parameters appear in more than one parameter group`);
      }
      if (own.has(param)) throw new ValueError(`${name}: a parameter appears twice in a parameter group`);
      own.add(param);
    }
  }

  /** Throws unless the options are of their kinds, and in range. */
  private requireValid(where: string, options: Readonly<Options>): void {
    this.requireKinds(options, () => where);
    this.validate(options);
  }

  private requireKinds(options: Readonly<Options>, where: () => string): void {
    for (const { name, kind } of this.signature?.parameters ?? []) {
      const value = (options as Readonly<Record<string, unknown>>)[name];
      if (!kind.accepts(value)) throw kind.refusal(where(), name, value);
    }
  }

  /**
   * Forgets the gradients, so that the next backward starts anew.
   *
   * @param setToNone Sets them to null, which skips the parameter until it has one again; false sets them to 0.
   *   Default true.
   */
  zeroGrad(setToNone?: boolean | { readonly setToNone?: boolean }): void {
    [setToNone] = bind(zeroGradSignature, arguments);
    for (const { params } of this.paramGroups) {
      for (const param of params) {
        if (setToNone) param.grad = null;
        else if (param.grad !== null) noGrad(() => param.grad?.zero_());
      }
    }
  }

  /**
   * Updates every parameter that has a gradient.
   *
   * @param closure Computes the loss and its gradients anew; its result is returned.
   * @throws {ArgumentError} for a group whose learning rate, or another option, is no number; nothing is changed then.
   * @throws {ValueError} for one that is not finite.
   */
  step(closure?: null): undefined;
  step<T>(closure: (() => T) | { readonly closure: () => T }): T;
  step(_closure?: unknown): unknown {
    const [closure] = bind(stepSignature, arguments);
    const loss = closure === null ? undefined : enableGrad(() => requireLoss(closure()));
    // A program, or a scheduler, may have put something else than a number in a group.
    for (const [i, group] of this.paramGroups.entries()) {
      this.requireKinds(group, () => `${this.constructor.name}: parameter group ${i}`);
    }
    this.stepCount++;
    noGrad(() =>
      scope(() => {
        for (const group of this.paramGroups) this.updateGroup(group);
      }),
    );
    return loss;
  }

  private updateGroup(group: ParamGroup<Options>): void {
    const updates: ParamUpdate<State>[] = [];
    for (const parameter of group.params) {
      const { grad: gradient } = parameter;
      if (gradient !== null) updates.push({ parameter, gradient, state: this.stateOf(parameter, group) });
    }
    for (const { parameter, gradient, state } of this.updateFused(updates, group)) {
      this.update(parameter, group.maximize ? gradient.neg() : gradient, group, state);
      keepTensors(state);
    }
  }

  /** The state of a parameter, created at the first use. */
  private stateOf(parameter: Tensor, group: ParamGroup<Options>): State {
    const known = this.state.get(parameter);
    if (known !== undefined) return known;
    const state = this.createState(parameter, group);
    keepTensors(state);
    this.state.set(parameter, state);
    return state;
  }

  /**
   * The options and the state, in PyTorch's layout and with its names: `param_groups` have the options and the numbers of
   * their parameters, `state` has what is remembered by those numbers. The tensors are the optimizer's own: they change
   * with the next step.
   */
  stateDict(): OptimizerStateDict {
    bind(stateDictSignature, arguments);
    return packStateDict(this.paramGroups as unknown as readonly ParamGroup<Record<string, unknown>>[], this.state);
  }

  /**
   * Goes on from a state dict of an optimizer of the same kind, from here or from PyTorch. Tensors are copied, to the
   * parameters' dtype and device.
   *
   * @param stateDict From {@link stateDict}, or from PyTorch.
   * @throws {ArgumentError} for what is no optimizer's state dict; nothing is changed then.
   * @throws {ValueError} when groups, parameters or shapes do not fit; nothing is changed then.
   */
  loadStateDict(stateDict: OptimizerStateDict): void {
    const [dict] = bind(loadSignature, arguments);
    requireOptimizerStateDict(dict);
    const { options, states } = unpackStateDict(
      dict,
      this.paramGroups as unknown as readonly ParamGroup<Record<string, unknown>>[],
    );
    const groups = this.paramGroups.map((group, i) => ({ ...group, ...options[i] }));
    for (const group of groups) this.requireValid(this.constructor.name, group);
    // All states are made before anything is changed: a tensor may be missing, or have been disposed of.
    const loaded = new Map<Tensor, State>();
    for (const group of groups) {
      for (const param of group.params) {
        const saved = states.get(param);
        if (saved !== undefined) loaded.set(param, loadState(this.createState(param, group), saved, param) as State);
      }
    }
    for (const [i, group] of this.paramGroups.entries()) Object.assign(group, options[i]);
    this.state.clear();
    for (const [param, state] of loaded) {
      keepTensors(state);
      this.state.set(param, state);
    }
  }

  /** The options of each group. */
  toString(): string {
    const lines = this.paramGroups.flatMap((group, i) => {
      const { params: _, ...options } = group;
      const entries = Object.entries(options).sort(([a], [b]) => (a < b ? -1 : 1));
      return [`Parameter Group ${i}`, ...entries.map(([name, value]) => `    ${name}: ${JSON.stringify(value)}`)];
    });
    return [`${this.constructor.name} (`, ...lines, ")"].join("\n");
  }
}

function keepTensors(state: ParamState): void {
  for (const value of Object.values(state)) if (value instanceof Tensor) keep(value);
}

/** The gradient of the loss plus `weightDecay / 2 * |parameter|^2`. */
export function withWeightDecay(gradient: Tensor, parameter: Tensor, weightDecay: number): Tensor {
  return weightDecay === 0 ? gradient : gradient.add(parameter, { alpha: weightDecay });
}
