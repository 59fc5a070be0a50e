import { cpu, Generator, tensor } from "@lumbre/tensor";
import { originals } from "@lumbre/tensor/engine";
import type { Callable } from "./callables.js";
import type { Taken } from "./parameters.js";
import { table } from "./table/index.js";

/** Good values by the types that they have. The first that a parameter admits is taken. */
const byType: readonly (readonly [type: RegExp, make: () => unknown])[] = [
  [
    /^Tensor$/,
    () =>
      tensor([
        [0.5, 0.25],
        [0.75, 1],
      ]),
  ],
  [/^number$/, () => 1],
  [/^true$/, () => true],
  [/^false$/, () => false],
  [/^"float64"$/, () => "float64"],
  [/^(readonly number\[\]|Shape)$/, () => [2, 2]],
  [/^Device$/, () => cpu],
  [/^readonly Transform</, () => [(x: unknown): unknown => x]],
  [/^Generator$/, () => new Generator().manualSeed(3)],
  [/^readonly Tensor\[\]$/, () => [tensor([1, 2]), tensor([3, 4])]],
  [/^(function|Transform<)/, () => (x: unknown) => x],
];

/** What an object or a class is made for. */
const nothing: Taken = { name: "", isOptional: false, types: [] };

/** Makes good values for a callable's parameters, and notes which entries of the table were used. */
export class Good {
  private readonly used = new Set<string>();

  /** @throws {Error} where neither the table nor the types say what a good value is. */
  make({ name }: Callable, taken: Taken): unknown {
    const own = this.find(name, taken.name);
    if (own !== undefined) return own(taken);
    const common = this.find("*", taken.name);
    const isFitting = taken.types.some((type) => /^(number|true|null)$/.test(type) || type === typeof common?.(taken));
    if (common !== undefined && isFitting) return common(taken);
    for (const [pattern, make] of byType) {
      if (!taken.types.some((type) => pattern.test(type))) continue;
      return "isRest" in taken && taken.isRest ? [make(), make()] : make();
    }
    const word = taken.types.find((type) => /^".*"$/.test(type));
    if (word !== undefined) return JSON.parse(word);
    throw new Error(
      `${name}: no good value for ${taken.name}: ${taken.types.join(" | ")}; add one in tools/calls/table`,
    );
  }

  /** The object whose method it is, where the table has one. */
  receiver({ name }: Callable): (() => unknown) | undefined {
    const own = this.find(name, "this") ?? (name.startsWith("Tensor.") ? this.find(name, "x") : undefined);
    return own === undefined ? undefined : () => own(nothing);
  }

  /** A class of our own in place of one that is abstract. */
  subclass({ name }: Callable): unknown {
    return this.find(name, "subclass")?.(nothing);
  }

  private find(callable: string, parameter: string): ((taken: Taken) => unknown) | undefined {
    const asFunction = callable.replace(/^Tensor\./, "tensor.");
    const keys = callable === asFunction ? [callable] : [callable, asFunction];
    // What is true of a function is true of its other names.
    for (let name = originals.get(asFunction.slice(7)); name !== undefined; name = originals.get(name))
      keys.push(`tensor.${name}`);
    for (const key of keys) {
      if (!Object.hasOwn(table, key) || !Object.hasOwn(table[key], parameter)) continue;
      this.used.add(`${key}: ${parameter}`);
      return table[key][parameter];
    }
    return undefined;
  }

  /** Entries of the table that nothing has asked for. */
  unused(): string[] {
    const entries = Object.entries(table).flatMap(([key, values]) =>
      Object.keys(values).map((name) => `${key}: ${name}`),
    );
    return entries.filter((entry) => !this.used.has(entry));
  }
}
