import { checkCase, type Outcome } from "./check.js";
import { type Difference, differenceOf } from "./differences.js";
import type { OracleCase } from "./oracleCase.js";

/** How a case came out. */
export interface Verdict {
  readonly item: OracleCase;
  /** In how many forms it was tried. */
  readonly forms: number;
  /** What is not as in PyTorch, and not on purpose. */
  readonly failures: readonly Outcome[];
  /** The differences on purpose that it shows. */
  readonly differences: readonly Difference[];
}

/** Tries a case in every form. */
export function judge(item: OracleCase): Verdict {
  const outcomes = checkCase(item);
  const wrong = outcomes.filter(({ complaint }) => complaint !== null);
  const differences = wrong.map((outcome) => differenceOf(item, outcome));
  return {
    item,
    forms: outcomes.length,
    failures: wrong.filter((_, i) => differences[i] === undefined),
    differences: differences.filter((difference) => difference !== undefined),
  };
}

/** The part of torch's databases that a case comes from. */
export function areaOf({ kind, torch }: OracleCase): string {
  if (kind === "error") return "refused calls";
  if (kind === "module") return "modules and criterions";
  if (torch.startsWith("F.")) return "functions in the tests of modules";
  return torch.startsWith("nn.functional") ? "nn.functional" : "functions and methods";
}

/** A case in a few words: what is called with which arguments. */
export function describeCase({ torch, name, dtype, args, kwargs }: OracleCase): string {
  const shorten = (_: string, value: { t?: string; s?: number[]; d?: string } | null): unknown =>
    value?.d === undefined ? value : `${value.t} [${value.s}]`;
  const named = Object.keys(kwargs).length === 0 ? "" : ` ${JSON.stringify(kwargs, shorten)}`;
  return `${torch} (${name}), ${dtype}: ${JSON.stringify(args, shorten).slice(0, 160)}${named}`;
}

/** What a verdict complains about, a line for each form. */
export function describeFailures({ failures }: Verdict): string {
  return failures.map(({ form, complaint }) => `${form}: ${complaint?.kind}: ${complaint?.text}`).join("\n");
}
