import { noGrad } from "@lumbre/autograd";
import { type Shape, Tensor, ValueError, zeros } from "@lumbre/tensor";
import { bind, defineKind, defineSignature, formatShape, itemSize, numbers, required } from "@lumbre/tensor/engine";
import { submodules } from "./fields.js";
import type { Module } from "./module.js";
import { requireModule } from "./require.js";
import { walk } from "./traverse.js";

const aModule = defineKind<Module>("a module", () => true);
const signature = defineSignature("summary", required("model", aModule), required("inputShape", numbers));

/** One module of a {@link ModelSummary}. */
export interface LayerSummary {
  /** How deep it lies; the model itself is 0. */
  readonly depth: number;
  /** Its name in the module above it, and its class: `conv1 (Conv2d)`. */
  readonly name: string;
  /** The shape of its output, or null when it was not called. */
  readonly outputShape: Shape | null;
  /** The number of its own parameters, those of modules below it not counted. */
  readonly parameters: number;
}

/** What {@link summary} found; its toString is a table. */
export interface ModelSummary {
  readonly layers: readonly LayerSummary[];
  readonly totalParameters: number;
  readonly trainableParameters: number;
  /** Bytes of all parameters. */
  readonly parameterBytes: number;
  toString(): string;
}

/**
 * The layers of a model with their output shapes and parameter counts, found by running it once, in evaluation mode,
 * on zeros.
 *
 * @param model A module that takes one tensor.
 * @param inputShape The shape of an input, batch included.
 * @throws {ArgumentError} for what is no module, and for what is no list of numbers.
 * @throws {ValueError} for a module that holds itself, and for modules that are nested more than 1,000 deep.
 * @example
 * const model = new nn.Sequential(new nn.Linear(4, 3), new nn.ReLU());
 * nn.summary(model, [1, 4]).totalParameters; // => 15
 */
export function summary(model: Module, inputShape: Shape): ModelSummary {
  [model, inputShape] = bind(signature, arguments);
  requireModule("summary", "model", model);
  requireShallow(model);
  const layers = listLayers(model, outputShapes(model, zeros([...inputShape])));
  const all = model.parameters();
  const count = (parameters: readonly Tensor[]): number =>
    parameters.reduce((sum, parameter) => sum + parameter.numel(), 0);
  const result = {
    layers,
    totalParameters: count(all),
    trainableParameters: count(all.filter((parameter) => parameter.requiresGrad)),
    parameterBytes: all.reduce((sum, parameter) => sum + parameter.numel() * itemSize(parameter.dtype), 0),
  };
  return { ...result, toString: () => formatSummary(result) };
}

/** The deepest nesting that a forward pass with hooks has room for on the call stack, with a margin. */
const deepest = 1000;

/** Throws for a model whose forward pass would not end, or overflow the call stack. */
function requireShallow(model: Module): void {
  walk("summary", model, {
    childrenOf: submodules,
    enter(_, path, depth) {
      if (depth <= deepest) return;
      const shown = `${path.slice(0, 40)}...`;
      throw new ValueError(
        `summary: modules are nested more than ${deepest} deep, too deep to be run with hooks: ${shown}`,
      );
    },
  });
}

function listLayers(model: Module, shapes: ReadonlyMap<Module, Shape>): LayerSummary[] {
  const layers: LayerSummary[] = [];
  const counted = new Set<Tensor>();
  const enter = (module: Module, path: string, depth: number): void => {
    const mine = module.parameters(false);
    // A parameter that a module shares with one below it counts there.
    const below = mine.length === 0 ? [] : module.children().flatMap((child) => child.parameters());
    const own = mine.filter((parameter) => !below.includes(parameter) && !counted.has(parameter));
    for (const parameter of own) counted.add(parameter);
    const name = path.slice(path.lastIndexOf(".") + 1);
    layers.push({
      depth,
      name: depth === 0 ? module.constructor.name : `${name} (${module.constructor.name})`,
      outputShape: shapes.get(module) ?? null,
      parameters: own.reduce((sum, parameter) => sum + parameter.numel(), 0),
    });
  };
  walk("summary", model, { childrenOf: submodules, enter });
  return layers;
}

/** The shape of each module's output in one forward; the modes of all modules are left as they were. */
function outputShapes(model: Module, input: Tensor): Map<Module, Shape> {
  const shapes = new Map<Module, Shape>();
  const modes = model.modules().map((module) => [module, module.training] as const);
  const handles = model.modules().map((module) =>
    module.registerForwardHook((_, __, output) => {
      if (output instanceof Tensor) shapes.set(module, output.shape);
    }),
  );
  try {
    model.eval();
    const [parameter] = model.parameters();
    noGrad(() => model.forward(parameter === undefined ? input : input.to(parameter.device)));
  } finally {
    for (const [module, mode] of modes) module.training = mode;
    for (const handle of handles) handle.remove();
  }
  return shapes;
}

function formatSummary({
  layers,
  totalParameters,
  trainableParameters,
  parameterBytes,
}: Omit<ModelSummary, "toString">): string {
  const rows = layers.map(({ depth, name, outputShape, parameters }) => [
    "  ".repeat(depth) + name,
    outputShape === null ? "-" : formatShape(outputShape),
    parameters === 0 ? "-" : parameters.toLocaleString("en"),
  ]);
  const head = ["Layer", "Output shape", "Parameters"];
  const widths = head.map((title, c) => Math.max(title.length, ...rows.map((row) => row[c].length)));
  const line = (cells: readonly string[]): string =>
    `${cells[0].padEnd(widths[0])}  ${cells[1].padEnd(widths[1])}  ${cells[2].padStart(widths[2])}`;
  const rule = "-".repeat(widths[0] + widths[1] + widths[2] + 4);
  const fixed = totalParameters - trainableParameters;
  return [
    line(head),
    rule,
    ...rows.map(line),
    rule,
    `Parameters: ${totalParameters.toLocaleString("en")} (${trainableParameters.toLocaleString("en")} trainable, ${fixed.toLocaleString("en")} fixed), ${(parameterBytes / 2 ** 20).toFixed(2)} MB`,
  ].join("\n");
}
