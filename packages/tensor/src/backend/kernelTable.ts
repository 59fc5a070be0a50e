import type { Kernel, KernelGroup } from "./kernel.js";
import * as list from "./kernels/index.js";

// The types of all kernels are derived from the list. A mapped type over the list keeps each constant's doc comment, and its
// place in the sources, and a function type the names of its parameters: an editor shows both wherever a kernel is
// called or written. (An `as` clause in a mapped type would lose the docs; so names are chosen with Pick.)

type List = typeof list;

type SignatureOf<Value> = Value extends Kernel<infer _Group, infer Signature> ? Signature : never;

type Signatures = { -readonly [Name in keyof List]: SignatureOf<List[Name]> };

type NamesOf<Group extends KernelGroup> = {
  [Name in keyof List]: List[Name]["group"] extends Group ? Name : never;
}[keyof List];

/** The functions of a group's kernels, by name. */
export type KernelsOf<Group extends KernelGroup> = Pick<Signatures, NamesOf<Group>>;

/** The name of any kernel. */
export type KernelName = keyof List;

/** A kernel, as those see it who only pass its arguments on. */
// biome-ignore lint/suspicious/noExplicitAny: each kernel has a signature of its own
type AnyKernelValue = Kernel<KernelGroup, any>;

/**
 * Every kernel by its name, in alphabetical order: its group, the dtypes of its results, and its default, if it has one.
 *
 * @example
 * kernels.softmax.group; // => optional
 * kernels.maxPool2d.resultDTypes(ones(1, 1, 4, 4)); // => ["float32", "int32"]
 */
export const kernels: Readonly<Record<KernelName, AnyKernelValue>> = list;

export const kernelNames = Object.keys(kernels) as readonly KernelName[];
