import type { Tensor } from "@lumbre/tensor";
import { type FixtureCase, loadFixture, testCases } from "@lumbre/testing";

// Every change in place, on a tensor and through a view of it, and views of views: programs that PyTorch has run.

type Step = readonly [result: string, tensor: string, method: string, ...args: unknown[]];

function runProgram(inputs: readonly Tensor[], { attributes }: FixtureCase): Tensor[] {
  const tensors = new Map([...inputs.entries()].map(([i, input]) => ["abcd"[i], input]));
  const value = (argument: unknown): unknown => {
    if (Array.isArray(argument)) return argument.map(value);
    return typeof argument === "string" && argument.startsWith("$") ? tensors.get(argument.slice(1)) : argument;
  };
  for (const [result, name, method, ...args] of attributes.program as readonly Step[]) {
    const tensor = tensors.get(name) as unknown as Record<string, (...args: unknown[]) => Tensor>;
    tensors.set(result, tensor[method](...args.map(value)));
  }
  return (attributes.returns as readonly string[]).map((name) => tensors.get(name) as Tensor);
}

testCases(loadFixture("autograd", "inPlace"), runProgram);
