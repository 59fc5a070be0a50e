import { submodules } from "./fields.js";
import type { Module } from "./module.js";

/** Every line but the first moved to the right. */
function indent(text: string): string {
  return text.replaceAll("\n", "\n  ");
}

/** A module as PyTorch prints it: its class, what is special about it, and its children, one to a line. */
export function describeModule(module: Module): string {
  const name = module.constructor.name;
  const extra = module.extraRepr();
  const children = submodules(module).map(([key, child]) => `(${key}): ${indent(describeModule(child))}`);
  if (children.length === 0) return extra.includes("\n") ? `${name}(\n  ${indent(extra)}\n)` : `${name}(${extra})`;
  const lines = extra === "" ? children : [...extra.split("\n"), ...children];
  return `${name}(\n  ${lines.join("\n  ")}\n)`;
}

/** A pair as Python writes it: `(3, 3)`. */
export function tuple(values: readonly number[]): string {
  return `(${values.join(", ")}${values.length === 1 ? "," : ""})`;
}

/** A number as Python writes it: `1e-05`, `0.5`, `1`. */
export function pythonNumber(value: number): string {
  const isSmall = value !== 0 && Math.abs(value) < 1e-4;
  return (isSmall ? value.toExponential() : String(value)).replace(/e([+-])(\d)$/, "e$10$2");
}

/** A float as Python writes it: `1.0` where it is whole. */
export function pythonFloat(value: number): string {
  return Number.isInteger(value) && Math.abs(value) < 1e16 ? value.toFixed(1) : pythonNumber(value);
}

/** A truth value as Python writes it. */
export function pythonBool(value: boolean): string {
  return value ? "True" : "False";
}
