import { submodules } from "./fields.js";
import type { Module } from "./module.js";

/**
 * A module as PyTorch prints it: its class, what is special about it, and its children, one to a line. One that holds
 * itself is not printed inside of itself.
 */
export function describeModule(root: Module): string {
  const lines: string[] = [];
  // The modules that are being printed, and of each the children that are left.
  const open = new Map<Module, [name: string, child: Module][]>();
  const begin = (module: Module, label: string): void => {
    const indent = "  ".repeat(open.size);
    const { name } = module.constructor;
    if (open.has(module)) {
      lines.push(`${indent}${label}${name}(...)`);
      return;
    }
    const extra = module.extraRepr();
    const children = submodules(module);
    if (children.length === 0 && !extra.includes("\n")) {
      lines.push(`${indent}${label}${name}(${extra})`);
      return;
    }
    lines.push(`${indent}${label}${name}(`);
    if (extra !== "") lines.push(...extra.split("\n").map((line) => `${indent}  ${line}`));
    open.set(module, children.reverse());
    stack.push(module);
  };
  const stack: Module[] = [];
  begin(root, "");
  while (stack.length > 0) {
    const module = stack[stack.length - 1];
    const next = open.get(module)?.pop();
    if (next !== undefined) begin(next[1], `(${next[0]}): `);
    else {
      stack.pop();
      open.delete(module);
      lines.push(`${"  ".repeat(open.size)})`);
    }
  }
  return lines.join("\n");
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
