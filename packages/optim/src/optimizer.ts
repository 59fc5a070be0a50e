import { enableGrad, noGrad } from "@lumbre/autograd";
import { GradError, keep, Tensor, ValueError } from "@lumbre/tensor";
import { camelCase, snakeCase } from "./names.js";

/** Parameters that share options; those left out are the optimizer's. */
export type ParamGroupInit<Options> = { readonly params: Iterable<Tensor> } & Partial<Options>;

/** What an optimizer is made for: parameters, or groups of them with options of their own. */
export type Params<Options> = Iterable<Tensor> | Iterable<ParamGroupInit<Options>>;

/** Parameters with all their options. Options may be changed between steps, as schedulers do. */
export type ParamGroup<Options> = { readonly params: Tensor[] } & { -readonly [K in keyof Options]: Options[K] };

/** What an optimizer remembers of one parameter. */
export type ParamState = Record<string, Tensor | number>;

/** An optimizer's state in PyTorch's layout: integer ids of parameters, names in snake_case. */
export interface OptimizerStateDict {
  readonly state: Readonly<Record<number, ParamState>>;
  readonly param_groups: readonly (Readonly<Record<string, unknown>> & { readonly params: readonly number[] })[];
}

/** Options that all optimizers have. */
export interface CommonOptions {
  /** Learning rate, >= 0. */
  readonly lr: number;
}

/**
 * The base of all optimizers: groups of parameters, and what is remembered of each.
 * @see https://pytorch.org/docs/stable/optim.html#torch.optim.Optimizer
 */
export abstract class Optimizer<Options extends CommonOptions = CommonOptions> {
  readonly paramGroups: ParamGroup<Options>[] = [];
  protected readonly state = new Map<Tensor, ParamState>();

  constructor(
    params: Params<Options>,
    readonly defaults: Options,
  ) {
    const list = [...params];
    if (list.length === 0) throw new ValueError(`${this.constructor.name}: optimizer got an empty parameter list`);
    const groups = list[0] instanceof Tensor ? [{ params: list as Tensor[] }] : (list as ParamGroupInit<Options>[]);
    for (const group of groups) this.addParamGroup(group as ParamGroupInit<Options>);
  }

  /** Throws a ValueError for options that make no sense. */
  protected abstract validate(options: Options): void;

  /** Updates one parameter by its gradient. Nothing is recorded. */
  protected abstract update(parameter: Tensor, gradient: Tensor, options: ParamGroup<Options>): void;

  /**
   * Adds parameters, with options of their own where given.
   * @throws {ValueError} for wrong options, a parameter that is in a group already, or no leaf.
   */
  addParamGroup(group: ParamGroupInit<Options>): void {
    const { params, ...own } = group;
    const options = { ...this.defaults, ...own } as Options;
    this.validate(options);
    const list = [...params];
    const known = new Set(this.paramGroups.flatMap((other) => other.params));
    for (const [i, parameter] of list.entries()) {
      if (!(parameter instanceof Tensor))
        throw new ValueError(
          `${this.constructor.name}: optimizer can only optimize tensors, but parameter ${i} is ${typeof parameter}`,
        );
      if (!parameter.isLeaf)
        throw new GradError(`${this.constructor.name}: can't optimize a non-leaf tensor (parameter ${i})`);
      if (known.has(parameter))
        throw new ValueError(
          `${this.constructor.name}: some parameters appear in more than one parameter group, or twice in one`,
        );
      known.add(parameter);
    }
    this.paramGroups.push({ ...options, params: list } as ParamGroup<Options>);
  }

  /** Lets go of the gradients of all parameters. */
  zeroGrad(): void {
    for (const { params } of this.paramGroups) for (const parameter of params) parameter.grad = null;
  }

  /**
   * Updates every parameter that has a gradient.
   * @param closure Computes the loss and its gradients anew, for those who like it so; its loss is returned.
   */
  step(closure?: () => Tensor): Tensor | null {
    const loss = closure === undefined ? null : enableGrad(closure);
    noGrad(() => {
      for (const group of this.paramGroups) {
        for (const parameter of group.params) {
          if (parameter.grad !== null) this.update(parameter, parameter.grad, group);
        }
      }
    });
    return loss;
  }

  /** What is remembered of a parameter; made by `create` when it is asked for first. */
  protected stateOf(parameter: Tensor, create: () => ParamState): ParamState {
    let state = this.state.get(parameter);
    if (state === undefined) {
      state = create();
      // It outlives the step, and with it the scope that the step may run in.
      for (const value of Object.values(state)) if (value instanceof Tensor) keep(value);
      this.state.set(parameter, state);
    }
    return state;
  }

  /** The state and the options, in PyTorch's layout and names. Tensors are shared, not copied. */
  stateDict(): OptimizerStateDict {
    const ids = new Map(this.paramGroups.flatMap(({ params }) => params).map((parameter, id) => [parameter, id]));
    const state: Record<number, ParamState> = {};
    for (const [parameter, values] of this.state) {
      const id = ids.get(parameter);
      if (id !== undefined) state[id] = renamed(values, snakeCase) as ParamState;
    }
    const param_groups = this.paramGroups.map(({ params, ...options }) => ({
      ...renamed(options, snakeCase),
      params: params.map((parameter) => ids.get(parameter) as number),
    }));
    return { state, param_groups };
  }

  /**
   * Goes on from a state that {@link stateDict} gave, or PyTorch. Tensors are copied to the parameters' devices.
   * @throws {ValueError} when groups or their sizes differ.
   */
  loadStateDict(dict: OptimizerStateDict): void {
    const { param_groups: groups, state } = dict;
    if (groups.length !== this.paramGroups.length) {
      throw new ValueError(
        `loadStateDict: loaded state dict has ${groups.length} parameter groups, this optimizer has ${this.paramGroups.length}`,
      );
    }
    for (const [g, group] of groups.entries()) {
      const expected = this.paramGroups[g].params.length;
      if (group.params.length !== expected) {
        throw new ValueError(
          `loadStateDict: loaded state dict contains a parameter group that doesn't match the size of optimizer's group: ${group.params.length} and ${expected} parameters`,
        );
      }
    }
    this.state.clear();
    for (const [g, { params, ...options }] of groups.entries()) {
      Object.assign(this.paramGroups[g], renamed(options, camelCase));
      for (const [i, id] of params.entries()) {
        const values = state[id];
        const parameter = this.paramGroups[g].params[i];
        if (values !== undefined)
          this.state.set(parameter, copied(renamed(values, camelCase) as ParamState, parameter));
      }
    }
  }
}

function renamed(values: Readonly<Record<string, unknown>>, rename: (name: string) => string): Record<string, unknown> {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [rename(name), value]));
}

/** The state with tensors of its own; PyTorch's 0-d step counters become numbers. */
function copied(state: ParamState, parameter: Tensor): ParamState {
  const copy = ([name, value]: [string, Tensor | number]): [string, Tensor | number] => {
    if (typeof value === "number") return [name, value];
    if (name === "step") return [name, value.item()];
    return [name, keep(value.detach().to(parameter.device).to(parameter.dtype).clone())];
  };
  return Object.fromEntries(Object.entries(state).map(copy));
}

/** Throws unless `value` passes. The message is PyTorch's. */
export function requireOption(isValid: boolean, what: string, value: unknown): void {
  if (!isValid)
    throw new ValueError(`Invalid ${what}: ${Array.isArray(value) ? `[${value.join(", ")}]` : String(value)}`);
}

/** The gradient with the penalty of weight decay added, and the sign turned round to maximise. */
export function effectiveGradient(parameter: Tensor, gradient: Tensor, weightDecay: number, maximize: boolean): Tensor {
  const g = maximize ? gradient.neg() : gradient;
  return weightDecay === 0 ? g : g.add(parameter.detach(), { alpha: weightDecay });
}
