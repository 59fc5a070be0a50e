import { ArgumentError, type DType, type HookHandle, type Tensor, ValueError } from "@lumbre/tensor";
import { absent, bind, blockStackError, defineSignature, refusePromise } from "@lumbre/tensor/engine";
import type { FullBackwardHook } from "./backwardHooks.js";
import { Buffer, type BufferOptions } from "./buffer.js";
import { callable } from "./callable.js";
import { brand } from "./copies.js";
import { describeModule } from "./describe.js";
import { submodules } from "./fields.js";
import { addHook } from "./hooks.js";
import { type MoveOptions, type MoveTarget, moveModule } from "./move.js";
import { Parameter } from "./parameter.js";
import { getSubmodule, getTensor, registerBuffer, registerModule, registerParameter } from "./registration.js";
import { signatures, takesNothing } from "./signatures.js";
import { type LoadOptions, type LoadResult, loadStateDict, type StateDict, stateDict } from "./stateDict.js";
import { modulesBelow, type NamedTensorOptions, namedTensors, type RecurseOptions, walk } from "./traverse.js";

/** Sees a module's inputs before forward, and may return others in their place: all in a list, or the only tensor. */
export type ForwardPreHook = (module: Module, inputs: readonly unknown[]) => readonly unknown[] | Tensor | void;

/** Sees a module's inputs and output after forward, and may return another output. */
export type ForwardHook = (module: Module, inputs: readonly unknown[], output: unknown) => unknown;

/** A module is a function: `model(x)` is `model.forward(x)`. */
// biome-ignore lint/suspicious/noExplicitAny lint/correctness/noUnusedVariables: as of the class that it merges with
export interface Module<Inputs extends any[] = any[], Output = any> {
  // biome-ignore lint/style/useShorthandFunctionType: only an interface merges with a class
  (...inputs: Parameters<this["forward"]>): ReturnType<this["forward"]>;
}

/**
 * The base of all layers and networks. A field that holds a {@link Parameter}, a {@link Buffer} or another module is
 * registered by being there; a subclass adds `forward`, and `model(x)` calls it. A module that others take as an
 * argument says what goes in and comes out: `extends Module<[x: Tensor], Tensor>`.
 *
 * @example
 * class Scale extends nn.Module {
 *   factor = new nn.Parameter(tensor([2]));
 *   forward(x: Tensor): Tensor {
 *     return x.mul(this.factor);
 *   }
 * }
 * const model = new Scale();
 * model(tensor([1, 2])); // => tensor([2., 4.], grad_fn=<MulBackward0>)
 * model.parameters().length; // => 1
 * @see https://pytorch.org/docs/stable/generated/torch.nn.Module.html
 */
// biome-ignore lint/suspicious/noExplicitAny: each module has inputs and an output of its own
export abstract class Module<Inputs extends any[] = any[], Output = any> {
  static {
    // Methods of PyTorch's modules that cannot be here: TypeScript knows none of them, JavaScript is told what to write.
    for (const name of ["cuda", "half", "bfloat16"]) {
      const refuse = (): never => {
        throw absent[name]();
      };
      Object.defineProperty(Module.prototype, name, { configurable: true, value: refuse });
    }
  }

  /** True while the module behaves as in training; `train()` and `eval()` set it. */
  declare training: boolean;

  constructor() {
    // A class without a constructor of its own gives this one its arguments.
    if (arguments.length > 0) bind(defineSignature(new.target.name), arguments);
    const module = callable(new.target.prototype);
    module.training = true;
    // biome-ignore lint/correctness/noConstructorReturn: subclasses set their fields on what is returned here
    return module as this;
  }

  /** Computes the output. Subclasses write it; `model(x)` calls it, with the hooks around it. */
  abstract forward(...inputs: Inputs): Output;

  /** The submodules of this one, each once, with their names in the state dict. */
  namedChildren(): [name: string, child: Module][] {
    takesNothing("namedChildren", arguments);
    const seen = new Set<Module>();
    return submodules(this).filter(([, child]) => !seen.has(child) && seen.add(child));
  }

  /** The submodules of this one, each once. */
  children(): Module[] {
    takesNothing("children", arguments);
    return this.namedChildren().map(([, child]) => child);
  }

  /**
   * This module and all below it, each once, with their paths; this one's is empty.
   *
   * @param prefix Stands before all paths. Default "".
   * @see https://pytorch.org/docs/stable/generated/torch.nn.Module.html#torch.nn.Module.named_modules
   */
  namedModules(prefix?: string | { readonly prefix?: string }): [name: string, module: Module][] {
    return modulesBelow(this, ...bind(signatures.namedModules, arguments));
  }

  /** This module and all below it, each once. */
  modules(): Module[] {
    takesNothing("modules", arguments);
    return modulesBelow(this, "").map(([, module]) => module);
  }

  /**
   * All parameters of this module and those below it, each once, with their names in the state dict.
   *
   * @param prefix Stands before all names. Default "".
   * @param recurse Also those of the modules below this one. Default true.
   * @see https://pytorch.org/docs/stable/generated/torch.nn.Module.html#torch.nn.Module.named_parameters
   */
  namedParameters(
    prefix?: string | NamedTensorOptions,
    recurse?: boolean | RecurseOptions,
  ): [name: string, parameter: Parameter][] {
    return namedTensors(this, Parameter, ...bind(signatures.namedParameters, arguments));
  }

  /**
   * All parameters of this module and those below it, each once.
   *
   * @param recurse Also those of the modules below this one. Default true.
   * @see https://pytorch.org/docs/stable/generated/torch.nn.Module.html#torch.nn.Module.parameters
   */
  parameters(recurse?: boolean | RecurseOptions): Parameter[] {
    return namedTensors(this, Parameter, "", ...bind(signatures.parameters, arguments)).map(([, tensor]) => tensor);
  }

  /**
   * All buffers of this module and those below it, each once, with their names in the state dict.
   *
   * @param prefix Stands before all names. Default "".
   * @param recurse Also those of the modules below this one. Default true.
   * @see https://pytorch.org/docs/stable/generated/torch.nn.Module.html#torch.nn.Module.named_buffers
   */
  namedBuffers(
    prefix?: string | NamedTensorOptions,
    recurse?: boolean | RecurseOptions,
  ): [name: string, buffer: Buffer][] {
    return namedTensors(this, Buffer, ...bind(signatures.namedBuffers, arguments));
  }

  /**
   * All buffers of this module and those below it, each once.
   *
   * @param recurse Also those of the modules below this one. Default true.
   * @see https://pytorch.org/docs/stable/generated/torch.nn.Module.html#torch.nn.Module.buffers
   */
  buffers(recurse?: boolean | RecurseOptions): Buffer[] {
    return namedTensors(this, Buffer, "", ...bind(signatures.buffers, arguments)).map(([, tensor]) => tensor);
  }

  /**
   * Adds a parameter as the field of that name. Null: the name is known, and there is no such parameter.
   *
   * @throws {ValueError} for a name that is empty, has a point in it, or belongs to something else.
   * @throws {ArgumentError} for what is no Parameter.
   * @see https://pytorch.org/docs/stable/generated/torch.nn.Module.html#torch.nn.Module.register_parameter
   */
  registerParameter(name: string, param: Parameter | null): void {
    registerParameter(this, arguments);
  }

  /**
   * Adds a tensor as a buffer: state that is saved and moved, and not learned. It becomes the field of that name, and
   * shares the tensor's memory.
   *
   * @param persistent True if the state dict has it. Default true.
   * @throws {ValueError} for a name that is empty, has a point in it, or belongs to something else.
   * @example
   * const model = new nn.Sequential();
   * model.registerBuffer("mean", zeros(3));
   * [...model.stateDict().keys()]; // => ["mean"]
   * @see https://pytorch.org/docs/stable/generated/torch.nn.Module.html#torch.nn.Module.register_buffer
   */
  registerBuffer(name: string, tensor: Tensor | null, persistent?: boolean | BufferOptions): void {
    registerBuffer(this, arguments);
  }

  /**
   * Adds a submodule as the field of that name.
   *
   * @throws {ValueError} for a name that is empty, has a point in it, or belongs to something else.
   * @throws {ArgumentError} for what is no module.
   * @see https://pytorch.org/docs/stable/generated/torch.nn.Module.html#torch.nn.Module.register_module
   */
  registerModule(name: string, module: Module | null): void {
    registerModule(this, ...(bind(signatures.registerModule, arguments) as [string, Module | null]));
  }

  /** The same as {@link registerModule}. */
  addModule(name: string, module: Module | null): void {
    this.registerModule(...(bind(signatures.addModule, arguments) as [string, Module | null]));
  }

  /**
   * The submodule of a path, as `namedModules` gives it: `"layer1.0.conv1"`; the empty path is this module.
   * @throws {IndexError} when there is none.
   * @see https://pytorch.org/docs/stable/generated/torch.nn.Module.html#torch.nn.Module.get_submodule
   */
  getSubmodule(target: string): Module {
    [target] = bind(signatures.getSubmodule, arguments);
    return getSubmodule(this, target);
  }

  /**
   * The parameter of a path, as `namedParameters` gives it: `"layer1.0.weight"`.
   * @throws {IndexError} when there is none.
   * @see https://pytorch.org/docs/stable/generated/torch.nn.Module.html#torch.nn.Module.get_parameter
   */
  getParameter(target: string): Parameter {
    [target] = bind(signatures.getParameter, arguments);
    return getTensor("getParameter", this, target, Parameter);
  }

  /**
   * The buffer of a path, as `namedBuffers` gives it: `"bn.running_mean"`.
   * @throws {IndexError} when there is none.
   * @see https://pytorch.org/docs/stable/generated/torch.nn.Module.html#torch.nn.Module.get_buffer
   */
  getBuffer(target: string): Buffer {
    [target] = bind(signatures.getBuffer, arguments);
    return getTensor("getBuffer", this, target, Buffer);
  }

  /**
   * Puts this module and all below it into training mode, or (false) into evaluation mode.
   *
   * @param mode True for training. Default true.
   * @throws {ArgumentError} for what is neither true nor false.
   * @see https://pytorch.org/docs/stable/generated/torch.nn.Module.html#torch.nn.Module.train
   */
  train(mode?: boolean | { readonly mode?: boolean }): this {
    const [training] = bind(signatures.train, arguments);
    for (const module of this.modules()) module.training = training;
    return this;
  }

  /** Puts this module and all below it into evaluation mode: dropout rests, batch norm uses its running statistics. */
  eval(): this {
    takesNothing("eval", arguments);
    return this.train(false);
  }

  /**
   * Calls `fn` with every module below this one, and last with this one.
   *
   * @throws {ValueError} for a module that holds itself, or a function that fills the call stack.
   * @throws {ArgumentError} when fn returns a promise, which nobody would wait for.
   */
  apply(fn: (module: Module) => void): this {
    [fn] = bind(signatures.apply, arguments);
    const leave = (module: Module): void => refusePromise(fn(module), promiseError);
    try {
      walk("apply", this, { childrenOf: (module) => module.namedChildren(), leave });
    } catch (error) {
      throw blockStackError(error, "apply");
    }
    return this;
  }

  /**
   * Lets go of the gradients of all parameters.
   *
   * @param setToNone False: fill them with zeros instead. Default true.
   * @see https://pytorch.org/docs/stable/generated/torch.nn.Module.html#torch.nn.Module.zero_grad
   */
  zeroGrad(setToNone?: boolean | { readonly setToNone?: boolean }): void {
    const [isDropped] = bind(signatures.zeroGrad, arguments);
    for (const parameter of this.parameters()) parameter.grad = isDropped ? null : zeroed(parameter.grad);
  }

  /**
   * Sets whether the parameters are trained.
   *
   * @param requiresGrad True to train them. Default true.
   * @see https://pytorch.org/docs/stable/generated/torch.nn.Module.html#torch.nn.Module.requires_grad_
   */
  requiresGrad_(requiresGrad?: boolean | { readonly requiresGrad?: boolean }): this {
    const [isTrained] = bind(signatures.requiresGrad, arguments);
    for (const parameter of this.parameters()) parameter.requiresGrad = isTrained;
    return this;
  }

  /**
   * Moves all parameters and buffers to a device, or the float ones to a float dtype, or both. They stay the same
   * objects, so an optimizer made before goes on with them.
   *
   * @param device A device, a float dtype, or a tensor whose device and float dtype to take.
   * @param dtype The dtype for floats, beside a device: float32 or float64. Default: each tensor's own.
   * @throws {DTypeError} for a dtype that is no float.
   * @throws {ArgumentError} for what is neither a device, a dtype nor a tensor, and for nothing.
   * @example
   * const model = new nn.Linear(2, 1).to("float64");
   * model.weight.dtype; // => float64
   * model.to({ device: cpu, dtype: "float32" }).weight.device.name; // => cpu
   * @see https://pytorch.org/docs/stable/generated/torch.nn.Module.html#torch.nn.Module.to
   */
  to(device: MoveTarget | null | MoveOptions, dtype?: DType | null | Pick<MoveOptions, "dtype">): this {
    moveModule(this, arguments);
    return this;
  }

  /**
   * Parameters and persistent buffers by name, sharing their memory. Names are PyTorch's: the fields' names in
   * snake_case, joined by points (`conv1.0.weight`, `bn.running_mean`).
   *
   * @throws {ValueError} for a module that holds itself.
   */
  stateDict(): StateDict {
    takesNothing("stateDict", arguments);
    return stateDict(this);
  }

  /**
   * Copies values into parameters and buffers by name. All names, shapes and values are checked before anything is
   * changed.
   *
   * @param stateDict A Map, or an object, of tensors by name.
   * @param strict True if missing and unexpected names are errors. Default true.
   * @throws {StateDictError} that lists all missing and unexpected names and all shapes that differ.
   * @throws {ArgumentError} for what is no state dict, and for a value that is no tensor.
   * @throws {DeviceError} for a value, or a parameter, that was disposed of.
   * @see https://pytorch.org/docs/stable/generated/torch.nn.Module.html#torch.nn.Module.load_state_dict
   */
  loadStateDict(stateDict: StateDict | Readonly<Record<string, Tensor>>, strict?: boolean | LoadOptions): LoadResult {
    return loadStateDict(this, ...bind(signatures.loadStateDict, arguments));
  }

  /**
   * Calls `hook` after every forward; what it returns, if anything, takes the output's place.
   *
   * @returns A handle whose `remove()` takes the hook away.
   * @throws {ArgumentError} at the forward, when it returns something else than forward does: of an output that is a
   *   tensor, a tensor.
   * @see https://pytorch.org/docs/stable/generated/torch.nn.Module.html#torch.nn.Module.register_forward_hook
   */
  registerForwardHook(hook: ForwardHook): HookHandle {
    return addHook(this, "after", ...bind(signatures.registerForwardHook, arguments));
  }

  /**
   * Calls `hook` before every forward; the list of inputs, or the tensor, that it returns, if any, takes their place.
   *
   * @returns A handle whose `remove()` takes the hook away.
   * @see https://pytorch.org/docs/stable/generated/torch.nn.Module.html#torch.nn.Module.register_forward_pre_hook
   */
  registerForwardPreHook(hook: ForwardPreHook): HookHandle {
    return addHook(this, "before", ...bind(signatures.registerForwardPreHook, arguments));
  }

  /**
   * Calls `hook` in every backward pass, once the gradients of all inputs are there: with those, null where an input is
   * no tensor or needs none, and with the gradients of the outputs. What it returns, if anything, takes the place of the
   * inputs' gradients.
   *
   * @returns A handle whose `remove()` takes the hook away.
   * @throws {ArgumentError} in the backward pass, when it returns something else than gradients.
   * @throws {ValueError} in the backward pass, when it returns another number of them.
   * @example
   * const layer = new nn.ReLU();
   * layer.registerFullBackwardHook((_module, [gradInput]) => gradInput?.mul(10));
   * const x = tensor([-1, 2], { requiresGrad: true });
   * layer(x).sum().backward();
   * x.grad; // => tensor([ 0., 10.])
   * @see https://pytorch.org/docs/stable/generated/torch.nn.Module.html#torch.nn.Module.register_full_backward_hook
   */
  registerFullBackwardHook(hook: FullBackwardHook): HookHandle {
    return addHook(this, "backward", ...bind(signatures.registerFullBackwardHook, arguments));
  }

  /** What stands between the brackets when the module is printed. */
  extraRepr(): string {
    return "";
  }

  /** The module as PyTorch prints it. */
  toString(): string {
    return describeModule(this);
  }

  /** What Node's console.log shows. */
  [Symbol.for("nodejs.util.inspect.custom")](): string {
    return this.toString();
  }
}

brand(Module);

// A JavaScript class may lack its forward; TypeScript refuses it.
Object.defineProperty(Module.prototype, "forward", {
  configurable: true,
  writable: true,
  value(this: Module): never {
    throw new ValueError(`${this.constructor.name}: forward is missing; a subclass of Module writes it`);
  },
});

function promiseError(): ArgumentError {
  return new ArgumentError(
    "apply: fn returned a promise, which nobody would wait for; write for (const module of model.modules()) await fn(module)",
  );
}

/** A gradient of zeros in place of another one. */
function zeroed(grad: Tensor | null): Tensor | null {
  return grad?.detach().zero_() ?? null;
}
