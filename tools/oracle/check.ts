import { grad } from "@lumbre/autograd";
import { fromTypedArray, LumbreError, scope, Tensor } from "@lumbre/tensor";
import { buildModule, callMethod, decodeArguments, flatten, functionOf, hasMethod, seeded } from "./call.js";
import { type Complaint, compareAll, compareResults, shapeOf } from "./compare.js";
import {
  type Computed,
  decode,
  type ErrorCase,
  isTensor,
  type Layout,
  type ModuleCase,
  type OpCase,
  type OracleCase,
  tensorsIn,
} from "./oracleCase.js";

/** One way in which a case was tried, and what was wrong with it. */
export interface Outcome {
  /** "function", "method", "strided", "in place", "error", "module": how the call was made. */
  readonly form: string;
  /** Null where the result is PyTorch's. */
  readonly complaint: Complaint | null;
}

/** Tries a case in every form that Lumbre has of it. */
export function checkCase(item: OracleCase): Outcome[] {
  if (item.kind === "error") return [attempt("error", () => checkRefusal(item))];
  if (item.kind === "module") return [attempt("module", () => checkModule(item))];
  const call = functionOf(item);
  const outcomes: Outcome[] = [];
  const run = (form: string, layout: Layout, makeCall: (args: unknown[]) => unknown): void => {
    outcomes.push(attempt(form, () => checkOp(item, layout, makeCall)));
  };
  if (call !== undefined) run("function", "dense", (args) => seeded(() => call(...args)));
  const isMethod = item.of === "tensor" && hasMethod(item.name) && !reordersMethod(item);
  if (isMethod) run("method", "dense", (args) => callMethod(item.name, args));
  // A view of what is spread out is not to be had, in PyTorch neither; and numbers are drawn in the order of memory.
  if (!/^view|^rand.*Like$|^bernoulli$/.test(item.name))
    run("strided", "strided", (args) =>
      call === undefined ? callMethod(item.name, args) : seeded(() => call(...args)),
    );
  const written = `${item.name}_`;
  if (item.inPlace !== undefined && isMethod && hasMethod(written)) {
    if (item.inPlace === "error") outcomes.push(attempt("in place", () => checkRefusedInPlace(item, written)));
    else {
      run("in place", "dense", ([x, ...others]) => callMethod(written, [(x as Tensor).clone(), ...others]));
      const { grad: _, grad2: __, ...plain } = item;
      outcomes.push(
        attempt("in place, strided", () => checkOp(plain, "strided", (args) => writeStrided(written, args))),
      );
    }
  }
  return outcomes;
}

/** Methods whose receiver is not the database's first argument. */
function reordersMethod({ name, args }: OpCase): boolean {
  return (
    ["where", "einsum", "embedding", "meshgrid", "blockDiag", "cartesianProd"].includes(name) || !isTensor(args[0])
  );
}

function attempt(form: string, check: () => Complaint | null): Outcome {
  try {
    return { form, complaint: scope(check) };
  } catch (error) {
    const isTyped = error instanceof LumbreError;
    const { name, message } = error as Error;
    return { form, complaint: { kind: isTyped ? "refused" : "raw error", text: `${name}: ${message.split("\n")[0]}` } };
  }
}

function checkOp(item: OpCase, layout: Layout, call: (args: unknown[]) => unknown): Complaint | null {
  const args = decodeArguments(item, layout);
  const leaves = leavesOf(item, args);
  // torch's database makes these calls on a copy of the leaf.
  if (item.name.endsWith("_")) args[0] = (args[0] as Tensor).clone();
  return compareComputed(specified(item, args[0]), flatten(call(args)), leaves);
}

/** The case without what PyTorch leaves open: the values of empty(), and which of several equal elements was found. */
function specified(item: OpCase, x: unknown): OpCase {
  if (/^(empty|newEmpty)/.test(item.name)) return { ...item, out: item.out.map((value) => shapeOf(value)) };
  const isSearch = ["topk", "kthvalue", "mode"].includes(item.name) && x instanceof Tensor;
  if (!isSearch || new Set(x.detach().readSync()).size === x.numel()) return item;
  const [values, indices] = item.out;
  return { ...item, out: [values, shapeOf(indices)] };
}

/** The leaves in the order of the database's arguments. */
function leavesOf(item: OpCase, args: unknown[]): Tensor[] {
  const leaves = tensorsIn(args).filter(({ requiresGrad }) => requiresGrad);
  const isTurned = item.name === "where" || (item.name === "embedding" && item.torch.startsWith("nn."));
  return isTurned ? leaves.sort((a, b) => (a === args[1] ? -1 : 0) - (b === args[1] ? -1 : 0)) : leaves;
}

function writeStrided(name: string, args: unknown[]): unknown {
  for (const x of tensorsIn(args)) x.requiresGrad = false;
  const result = callMethod(name, args);
  return result === args[0] ? result : "another tensor than the one written to";
}

function checkModule(item: ModuleCase): Complaint | null {
  const module = buildModule(item);
  const inputs = item.inputs.map((value) => decode(value, "dense"));
  // What a module is called with has no names here: it stands in PyTorch's order.
  const given = [...inputs, ...Object.values(item.inputsByName).map((value) => decode(value, "dense"))];
  const leaves = [
    ...tensorsIn(given).filter(({ requiresGrad }) => requiresGrad),
    ...item.parameters.map((name) => module.getParameter(camelPath(name))),
  ];
  const outputs = flatten(seeded(() => module.forward(...(given as Tensor[]))));
  const found = [...module.stateDict()];
  const keys = Object.keys(item.stateAfter);
  if (found.map(([name]) => name).join() !== keys.join())
    return { kind: "values", text: `state ${found.map(([name]) => name)}, not ${keys}` };
  return (
    compareAll(
      "state",
      found.map(([, value]) => value),
      Object.values(item.stateAfter),
    ) ?? compareComputed(item, outputs, leaves)
  );
}

const camelPath = (name: string): string => name.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());

function compareComputed(item: Computed, outputs: readonly unknown[], leaves: readonly Tensor[]): Complaint | null {
  const wrong = compareResults(outputs, item.out);
  if (wrong !== null || item.grad === undefined) return wrong;
  const first = differentiate(outputs, leaves, item.grad2 !== undefined);
  const wrongFirst = compareAll("gradient", first, item.grad);
  if (wrongFirst !== null || item.grad2 === undefined) return wrongFirst;
  return compareAll("second gradient", differentiate(first, leaves, false), item.grad2);
}

function differentiate(
  outputs: readonly unknown[],
  leaves: readonly Tensor[],
  createGraph: boolean,
): (Tensor | null)[] {
  const from = outputs.filter((output): output is Tensor => output instanceof Tensor && output.requiresGrad);
  if (from.length === 0) return leaves.map(() => null);
  return grad(from, leaves, from.map(upstream), { createGraph, allowUnused: true });
}

/** A gradient of an output: the same numbers that torch/encode.py computes. */
function upstream(output: Tensor): Tensor {
  const data = Float64Array.from({ length: output.numel() }, (_, i) => (((i * 37 + 11) % 101) - 50) / 64);
  return fromTypedArray(data, [...output.shape], { dtype: output.dtype });
}

/** PyTorch throws, so a typed error is right. */
function checkRefusal(item: ErrorCase): Complaint | null {
  const call = functionOf(item);
  return expectRefusal(item.error, () => {
    const args = decodeArguments(item, "dense");
    return call === undefined ? callMethod(item.name, args) : seeded(() => call(...args));
  });
}

/** PyTorch's in-place form throws, so a typed error is right, and nothing is to be written. */
function checkRefusedInPlace(item: OpCase, name: string): Complaint | null {
  const args = decodeArguments(item, "dense");
  for (const x of tensorsIn(args)) x.requiresGrad = false;
  return (
    expectRefusal("PyTorch refuses this in place", () => callMethod(name, args)) ??
    compareAll("written although refused", [args[0] as Tensor], [item.args[0] as never])
  );
}

function expectRefusal(reason: string, call: () => unknown): Complaint | null {
  try {
    const [result] = flatten(call());
    const shown = result instanceof Tensor ? `${result.dtype} [${result.shape}]` : String(result);
    return { kind: "accepted", text: `${shown}; PyTorch: ${reason}` };
  } catch (error) {
    if (error instanceof LumbreError) return null;
    return { kind: "raw error", text: `${(error as Error).name}: ${(error as Error).message.split("\n")[0]}` };
  }
}
