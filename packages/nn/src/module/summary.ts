import { noGrad } from "@lumbre/autograd";
import { type Shape, Tensor, ValueError, zeros } from "@lumbre/tensor";
import { bind, defineKind, defineSignature, formatShape, itemSize, numbers, required } from "@lumbre/tensor/engine";
import { submodules } from "./fields.js";
import type { Module } from "./module.js";
import { multiplyAdds } from "./multiplyAdds.js";
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
  /** Its own products in the forward pass, each added to a sum, of all its calls: those of convolutions and linear layers. */
  readonly multiplyAdds: number;
}

/** What {@link summary} found; its toString is a table. */
export interface ModelSummary {
  readonly layers: readonly LayerSummary[];
  readonly totalParameters: number;
  readonly trainableParameters: number;
  /** Bytes of all parameters. */
  readonly parameterBytes: number;
  /** Products of all convolutions and linear layers in the forward pass, each added to a sum; biases are not counted. */
  readonly totalMultiplyAdds: number;
  toString(): string;
}

/**
 * The layers of a model with their output shapes, parameter counts and multiply-adds, found by running it once, in
 * evaluation mode, on zeros. The modes of its modules are left as they were.
 *
 * @param model A module that takes one tensor.
 * @param inputShape The shape of an input, batch included.
 * @throws {ArgumentError} for what is no module, and for what is no list of numbers.
 * @throws {ValueError} for a module that holds itself, and for modules that are nested more than 1,000 deep.
 * @example
 * const model = new nn.Sequential(new nn.Conv2d(1, 8, 3), new nn.ReLU());
 * nn.summary(model, [2, 1, 6, 6]).toString(); // => Layer         Output shape  Parameters  Multiply-adds
 * // -----------------------------------------------------
 * // Sequential    [2, 8, 4, 4]           -              -
 * //   0 (Conv2d)  [2, 8, 4, 4]          80          2,304
 * //   1 (ReLU)    [2, 8, 4, 4]           -              -
 * // -----------------------------------------------------
 * // Parameters: 80 (80 trainable, 0 fixed), 0.00 MB
 * // Multiply-adds: 2,304
 */
export function summary(model: Module, inputShape: Shape): ModelSummary {
  [model, inputShape] = bind(signature, arguments);
  requireModule("summary", "model", model);
  requireShallow(model);
  const layers = listLayers(model, runOnZeros(model, inputShape));
  const all = model.parameters();
  const count = (parameters: readonly Tensor[]): number =>
    parameters.reduce((sum, parameter) => sum + parameter.numel(), 0);
  const result = {
    layers,
    totalParameters: count(all),
    trainableParameters: count(all.filter((parameter) => parameter.requiresGrad)),
    parameterBytes: all.reduce((sum, parameter) => sum + parameter.numel() * itemSize(parameter.dtype), 0),
    totalMultiplyAdds: layers.reduce((sum, layer) => sum + layer.multiplyAdds, 0),
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

/** What was seen of a module in the forward pass. */
interface Seen {
  readonly outputShape: Shape | null;
  readonly multiplyAdds: number;
}

function listLayers(model: Module, seen: ReadonlyMap<Module, Seen>): LayerSummary[] {
  const layers: LayerSummary[] = [];
  const counted = new Set<Tensor>();
  const shown = new Set<Module>();
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
      outputShape: seen.get(module)?.outputShape ?? null,
      parameters: own.reduce((sum, parameter) => sum + parameter.numel(), 0),
      multiplyAdds: shown.has(module) ? 0 : (seen.get(module)?.multiplyAdds ?? 0),
    });
    shown.add(module);
  };
  walk("summary", model, { childrenOf: submodules, enter });
  return layers;
}

/** The forward pass of zeros, in evaluation mode; the modes of all modules are left as they were. */
function runOnZeros(model: Module, inputShape: Shape): Map<Module, Seen> {
  const seen = new Map<Module, Seen>();
  const modes = model.modules().map((module) => [module, module.training] as const);
  const handles = model.modules().map((module) =>
    module.registerForwardHook((_, inputs, output) => {
      const before = seen.get(module);
      seen.set(module, {
        outputShape: output instanceof Tensor ? output.shape : (before?.outputShape ?? null),
        multiplyAdds: (before?.multiplyAdds ?? 0) + multiplyAdds(module, inputs, output),
      });
    }),
  );
  try {
    model.eval();
    const [parameter] = model.parameters();
    const input = zeros([...inputShape]);
    noGrad(() => model.forward(parameter === undefined ? input : input.to(parameter.device)));
  } finally {
    for (const [module, mode] of modes) module.training = mode;
    for (const handle of handles) handle.remove();
  }
  return seen;
}

function formatSummary(summary: Omit<ModelSummary, "toString">): string {
  const { layers, totalParameters, trainableParameters, parameterBytes, totalMultiplyAdds } = summary;
  const rows = layers.map(({ depth, name, outputShape, parameters, multiplyAdds }) => [
    "  ".repeat(depth) + name,
    outputShape === null ? "-" : formatShape(outputShape),
    parameters === 0 ? "-" : formatCount(parameters),
    multiplyAdds === 0 ? "-" : formatCount(multiplyAdds),
  ]);
  const head = ["Layer", "Output shape", "Parameters", "Multiply-adds"];
  const widths = head.map((title, c) => Math.max(title.length, ...rows.map((row) => row[c].length)));
  const line = (cells: readonly string[]): string =>
    cells.map((cell, c) => (c < 2 ? cell.padEnd(widths[c]) : cell.padStart(widths[c]))).join("  ");
  const rule = "-".repeat(widths.reduce((sum, width) => sum + width + 2, -2));
  const fixed = formatCount(totalParameters - trainableParameters);
  return [
    line(head),
    rule,
    ...rows.map(line),
    rule,
    `Parameters: ${formatCount(totalParameters)} (${formatCount(trainableParameters)} trainable, ${fixed} fixed), ${(parameterBytes / 2 ** 20).toFixed(2)} MB`,
    `Multiply-adds: ${formatCount(totalMultiplyAdds)}`,
  ].join("\n");
}

const formatCount = (count: number): string => count.toLocaleString("en");
