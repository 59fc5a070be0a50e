import { isDeepStrictEqual } from "node:util";
import type { Callable } from "./callables.js";
import { all, positionals } from "./forms.js";
import type { Taken } from "./parameters.js";

/** What all overloads of a callable take together: each says a part of it. */
export class Overloads {
  constructor(private readonly callable: Callable) {}

  /** The parameter at an index. */
  at(index: number, parameter: Taken): Taken {
    const others = this.callable.forms.map((form) => positionals(form)[index]);
    const isOptional = others.some((other) => other === undefined || other.isOptional || other.isRest);
    const isSpread = others.some((other) => other?.isSpread);
    const types = others.flatMap((other) => other?.types ?? []);
    return { name: parameter.name, isOptional, types: isSpread ? [...types, "number"] : types };
  }

  /** The parameter of a name. */
  named({ name, isOptional }: Taken): Taken {
    const others = this.callable.forms.flatMap(all).filter((other) => other.name === name);
    return { name, isOptional, types: others.flatMap(({ types }) => types) };
  }

  /** True if the parameters have these names, in this order as far as they have a position. */
  names(names: readonly string[]): boolean {
    const isOneForm = this.callable.forms.some((form) => {
      const count = positionals(form).length;
      const typed = all(form).map(({ name }) => name);
      const isSame = isDeepStrictEqual([...names].sort(), [...typed].sort());
      return isSame && isDeepStrictEqual(names.slice(0, count), typed.slice(0, count));
    });
    return isOneForm;
  }
}
