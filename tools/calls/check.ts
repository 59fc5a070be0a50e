import { isDeepStrictEqual } from "node:util";
import type { Callable, Form } from "./callables.js";
import {
  all,
  byName,
  type Make,
  mixedCall,
  mixedFrom,
  namedOnly,
  positionalCall,
  positionals,
  positionalValues,
} from "./forms.js";
import { Overloads } from "./overloads.js";
import type { Taken } from "./parameters.js";
import { takesNaN } from "./table/index.js";
import type { Outcome, Trial } from "./trial.js";
import { wrongs } from "./wrong.js";

/** Says what is wrong with the ways to call one form of a callable. */
export class FormCheck {
  readonly complaints: string[] = [];
  private readonly mixed: readonly number[];
  private readonly positionals;
  private readonly isVariadic: boolean;

  constructor(
    private readonly callable: Callable,
    private readonly form: Form,
    private readonly trial: Trial,
    private readonly make: Make,
    private readonly overloads: Overloads = new Overloads(callable),
  ) {
    this.mixed = mixedFrom(form);
    this.positionals = positionals(form);
    this.isVariadic = callable.forms.flat().some(({ isRest }) => isRest);
  }

  async run(): Promise<string[]> {
    const good = await this.trial.call(positionalCall(this.form, this.make));
    if (good.sort !== "value") {
      this.complain("the good call", good);
      return this.complaints;
    }
    await this.mixedForms(good);
    await this.tooMany();
    await this.names();
    await this.misspelt();
    await this.wrongValues();
    await this.undefinedInside();
    await this.twice();
    await this.missing();
    await this.withoutNew();
    return this.complaints;
  }

  /** By position and by name, from each parameter on that the types let stand by name. */
  private async mixedForms(good: Outcome): Promise<void> {
    for (const i of this.mixed) {
      const behind = [...this.positionals.slice(i), ...namedOnly(this.form)].map(({ name }) => name).sort();
      const typed = (this.positionals[i].named ?? []).map(({ name }) => name).sort();
      if (!isDeepStrictEqual(behind, typed))
        this.complaints.push(
          `the types let [${typed}] stand by name from ${this.positionals[i].name} on, not [${behind}]`,
        );
      const outcome = await this.trial.call(mixedCall(this.form, i, this.make));
      if (outcome.sort !== "value") this.complain(`by name from ${this.positionals[i].name} on`, outcome);
      else if (!isDeepStrictEqual(outcome, good))
        this.complaints.push(`by name from ${this.positionals[i].name} on gives another result than by position`);
    }
  }

  private async tooMany(): Promise<void> {
    if (this.isVariadic) return;
    const args = positionalValues(this.positionals, this.make);
    const last = byName(namedOnly(this.form), this.make);
    await this.refuses(
      "one argument too many",
      [...args, ...(namedOnly(this.form).length > 0 ? [last] : []), 5],
      /too many|must be|expected|unknown/,
    );
    if (namedOnly(this.form).length > 0) await this.refuses("a number where only names can stand", [...args, 5]);
  }

  /** The names that the function itself knows are those of its types. */
  private async names(): Promise<void> {
    if (this.isVariadic) return;
    const args = positionalValues(this.positionals, this.make);
    const outcome = await this.trial.call([...args, { qqqqqqqqqqqqqqqq: 1 }]);
    const known =
      outcome.sort === "refused" ? /unknown option q+; it takes (.*)$/.exec(outcome.message)?.[1] : undefined;
    if (known === undefined) {
      this.complain("an unknown option", outcome);
      return;
    }
    const own = known.split(", ").filter((name) => name !== "");
    const typed = all(this.form).map(({ name }) => name);
    // Most methods of a tensor are functions, whose first parameter is the tensor.
    const names = this.callable.name.startsWith("Tensor.") && own[0] === "x" ? own.slice(1) : own;
    if (!this.overloads.names(names))
      this.complaints.push(`the types name [${typed.join(", ")}], the function [${names.join(", ")}]`);
  }

  private async misspelt(): Promise<void> {
    const names = all(this.form).map(({ name }) => name);
    const [first] = this.mixed;
    const optional =
      first === undefined ? namedOnly(this.form) : [...this.positionals.slice(first), ...namedOnly(this.form)];
    const start = this.positionals.slice(0, first ?? this.positionals.length);
    for (const { name } of optional) {
      const snake = name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
      const wrong = names.includes(`${name}s`) ? `${name}_q` : `${name}s`;
      const others = optional.filter((other) => other.name !== name);
      for (const word of snake === name ? [wrong] : [wrong, snake]) {
        const options = { ...byName(others, this.make), [word]: 1 };
        await this.refuses(
          `the option ${word}`,
          [...positionalValues(start, this.make), options],
          new RegExp(`did you mean ${name}\\?`),
        );
      }
    }
  }

  /** Each argument in turn replaced, by its position and by its name. */
  private async wrongValues(): Promise<void> {
    for (const [i, parameter] of this.positionals.entries()) {
      await this.wrongValuesOf(this.overloads.at(i, parameter), parameter.name, (value) => this.replaced(i, value));
    }
    const [first] = this.mixed;
    for (const taken of first === undefined
      ? namedOnly(this.form)
      : [...this.positionals.slice(first), ...namedOnly(this.form)]) {
      const at = first ?? this.positionals.length;
      await this.wrongValuesOf(this.overloads.named(taken), `{ ${taken.name} }`, (value) =>
        mixedCall(this.form, at, (other) => (other.name === taken.name ? value : this.make(other))),
      );
    }
  }

  private async wrongValuesOf(taken: Taken, words: string, place: (value: unknown) => unknown[]): Promise<void> {
    for (const wrong of wrongs) {
      const args = place(wrong.value);
      const isLast = args[args.length - 1] === wrong.value && !words.startsWith("{");
      // A right value of another kind is another good call, and may take its time.
      if (/^(7|true)$/.test(wrong.words) && wrong.isAdmitted(taken.types)) continue;
      const isEmptyOptions = wrong.words === "{}" && isLast && taken.isOptional;
      if (wrong.isAdmitted(taken.types) || isEmptyOptions) await this.neverRaw(`${words} = ${wrong.words}`, args);
      else await this.refuses(`${words} = ${wrong.words}`, args);
    }
    const isValue =
      taken.types.includes("any") || (taken.types.includes("number") && takesNaN(this.callable.name, taken.name));
    if (isValue) await this.neverRaw(`${words} = NaN`, place(Number.NaN));
    else await this.refuses(`${words} = NaN`, place(Number.NaN));
  }

  private replaced(index: number, value: unknown): unknown[] {
    const { isRest } = this.positionals[index];
    return positionalCall(this.form, (taken) => {
      if (taken.name !== this.positionals[index].name) return this.make(taken);
      return isRest ? [value, ...(this.make(taken) as unknown[]).slice(1)] : value;
    });
  }

  /** `undefined` is what is left out. */
  private async undefinedInside(): Promise<void> {
    for (const [i, parameter] of this.positionals.entries()) {
      if (parameter.isRest || this.make(parameter) === undefined) continue;
      const inside = await this.trial.call(this.replaced(i, undefined));
      if (!this.overloads.at(i, parameter).isOptional) {
        if (inside.sort !== "refused") this.complain(`${parameter.name} = undefined, which is required,`, inside);
        continue;
      }
      if (inside.sort === "raw") this.complain(`${parameter.name} = undefined`, inside);
      const [first] = this.mixed;
      if (first === undefined || first > i) continue;
      const args = mixedCall(this.form, first, this.make);
      const options = args.pop() as Record<string, unknown>;
      delete options[parameter.name];
      const without = await this.trial.call([...args, options]);
      if (!isDeepStrictEqual(without, inside))
        this.complaints.push(`${parameter.name} = undefined is another call than one without ${parameter.name}`);
    }
  }

  private async twice(): Promise<void> {
    if (this.isVariadic) return;
    for (const i of this.mixed) {
      const { name } = this.positionals[i];
      const args = this.positionals.slice(0, i + 1).map(this.make);
      await this.refuses(`${name} given twice`, [...args, { [name]: this.make(this.positionals[i]) }], /given twice/);
    }
  }

  private async missing(): Promise<void> {
    for (const [i, parameter] of this.positionals.entries()) {
      if (this.overloads.at(i, parameter).isOptional || parameter.isRest) continue;
      await this.refuses(`${parameter.name} left out`, this.positionals.slice(0, i).map(this.make));
    }
  }

  /** A class called as a function: JavaScript itself says what is missing. */
  private async withoutNew(): Promise<void> {
    if (this.callable.sort !== "constructor") return;
    const outcome = await this.trial.callWithoutNew(positionalCall(this.form, this.make));
    if (outcome.sort === "value" || !outcome.message.includes("without 'new'")) this.complain("without new", outcome);
  }

  private async refuses(words: string, args: readonly unknown[], message = /./): Promise<void> {
    const outcome = await this.trial.call(args);
    if (outcome.sort !== "refused" || !message.test(outcome.message)) this.complain(words, outcome);
  }

  private async neverRaw(words: string, args: readonly unknown[]): Promise<void> {
    const outcome = await this.trial.call(args);
    if (outcome.sort === "raw") this.complain(words, outcome);
  }

  private complain(words: string, outcome: Outcome): void {
    const said =
      outcome.sort === "value"
        ? "is accepted"
        : `${outcome.sort === "raw" ? "throws" : "is refused with"} ${outcome.message}`;
    this.complaints.push(`${words} ${said.split("\n")[0]}`);
  }
}
