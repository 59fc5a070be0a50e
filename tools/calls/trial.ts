import { setDetectAnomaly, setGradEnabled } from "@lumbre/autograd";
import { cpu, type Device, LumbreError, manualSeed, setDefaultDevice, setPrintOptions } from "@lumbre/tensor";
import type { Callable } from "./callables.js";
import { snapshot } from "./snapshot.js";

/** What a call came to. */
export type Outcome =
  | { readonly sort: "value"; readonly value: unknown }
  | { readonly sort: "refused"; readonly message: string; readonly name: string }
  | { readonly sort: "raw"; readonly message: string };

type Anything = (...args: unknown[]) => unknown;

/** Makes calls of one callable, from the same state of the library. */
export class Trial {
  /**
   * @param target The function or the class.
   * @param receiver Makes the object whose method is called.
   * @param device Where tensors are made.
   */
  constructor(
    private readonly callable: Callable,
    private readonly target: unknown,
    private readonly receiver: (() => unknown) | undefined,
    private readonly device: Device = cpu,
  ) {}

  call(args: readonly unknown[]): Promise<Outcome> {
    return this.outcomeOf(() => this.apply(args));
  }

  callWithoutNew(args: readonly unknown[]): Promise<Outcome> {
    return this.outcomeOf(() => [Reflect.apply(this.target as Anything, undefined, args), null]);
  }

  private async outcomeOf(call: () => [result: unknown, owner: unknown]): Promise<Outcome> {
    reset(this.device);
    try {
      const [value, owner] = call();
      const awaited = await value;
      return { sort: "value", value: snapshot([awaited, owner]) };
    } catch (error) {
      const { name, message } = error as Error;
      return error instanceof LumbreError
        ? { sort: "refused", message, name }
        : { sort: "raw", message: `${name}: ${message}` };
    } finally {
      reset(this.device);
    }
  }

  private apply(args: readonly unknown[]): [result: unknown, owner: unknown] {
    const { sort, method } = this.callable;
    const target = this.target as Anything & Record<string, Anything>;
    if (sort === "constructor") return [Reflect.construct(target, args), null];
    if (method === null) return [target(...args), null];
    const owner = sort === "static" ? target : (this.receiver?.() as Record<string, Anything>);
    return [owner[method](...args), sort === "static" ? null : owner];
  }
}

/** Puts back what a call may have set for all. */
function reset(device: Device): void {
  manualSeed(0);
  setDefaultDevice(device);
  setGradEnabled(true);
  setDetectAnomaly(false);
  setPrintOptions({ precision: 4, threshold: 1000, edgeItems: 3, lineWidth: 80, sciMode: null });
}
