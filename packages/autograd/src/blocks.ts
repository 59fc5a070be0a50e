import { ArgumentError, ValueError } from "@lumbre/tensor";
import {
  defineKind,
  defineSignature,
  describe,
  type Kind,
  refusePromise,
  required,
  type Signature,
} from "@lumbre/tensor/engine";

// Functions that stand for Python's `with` blocks: `noGrad(() => ...)`.

const aBlock: Kind<() => unknown> = defineKind(
  "a function",
  (value) => typeof value === "function",
  (op, name, value) =>
    new ArgumentError(`${op}: ${name} must be a function, such as ${op}(() => model(x)), got ${describe(value)}`),
);

/** The signature of a function that runs another at once, in a setting of its own. */
/* @__NO_SIDE_EFFECTS__ */
export function blockSignature(op: string): Signature<[fn: () => unknown]> {
  return defineSignature(op, required("fn", aBlock));
}

/** Throws for a promise: the setting ends before what it stands for. */
export function requireSynchronous<T>(caller: string, result: T): T {
  return refusePromise(
    result,
    () =>
      new ValueError(
        `${caller}: the function returned a promise; the setting would leak across await, so it must be synchronous`,
      ),
  );
}
