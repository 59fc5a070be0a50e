import type { View } from "../../backend/contract.js";
import { allocateArray } from "../../dtype.js";
import { defineOp, type GradRule, type KernelOp, type Saves } from "../../op/op.js";
import { operandShape } from "../elementwise.js";
import { elementsOf } from "../onHost.js";

interface HostUnaryDefinition<A> {
  readonly name: string;
  /** Computed in float64, whatever the dtype. */
  readonly compute: (x: number, attributes: A) => number;
  readonly saves: Saves;
  readonly grad: GradRule<A>;
}

/** An elementwise op of one float tensor that no backend has a kernel for. */
/* @__NO_SIDE_EFFECTS__ */
export function defineHostUnaryOp<A = undefined>(definition: HostUnaryDefinition<A>): KernelOp<A> {
  const { name, compute, saves, grad } = definition;
  return defineOp<A>({
    name,
    shape: ([x]) => operandShape(x),
    forward: (kernels, [input], attributes) => {
      const x = input as View;
      const data = elementsOf(name, kernels, x);
      const result = allocateArray(x.dtype, data.length);
      for (let i = 0; i < data.length; i++) result[i] = compute(data[i], attributes);
      return kernels.upload(result, x.dtype);
    },
    saves,
    grad: [grad],
  });
}
