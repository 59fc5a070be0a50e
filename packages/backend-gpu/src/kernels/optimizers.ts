import type { AdaptiveStep, DeviceBuffer, OptimizerKernels, SgdStep, View } from "@lumbre/tensor";
import type { Engine } from "../engine/engine.js";
import type { Writer } from "./copying.js";
import { computeElements } from "./elementwise.js";

/**
 * Optimizers' steps. Each new value is computed in one pass from the old ones; what changes from step to step is a
 * number of the call, so nothing is compiled anew.
 */
export function optimizerKernels(engine: Engine, write: Writer): OptimizerKernels {
  const compute = (value: string, { shape }: View, ...operands: (View | number)[]): DeviceBuffer =>
    computeElements(engine, value, shape, operands, "float32") as DeviceBuffer;

  function adapt(
    parameter: View,
    gradient: View,
    mean: View | null,
    square: View,
    largestSquare: View | null,
    { weightDecay, maximize, shrinkage, meanDecay, squareDecay, squareGain }: AdaptiveStep,
    scale: AdaptiveStep["scales"][number],
  ): void {
    // The gradient with its penalty, from p0, p1 and the numbers after them.
    const slope = "(p2 * p1 + p3 * p0)";
    const common = [parameter, gradient, maximize ? -1 : 1, weightDecay];
    if (mean !== null) {
      write(mean, compute(`p4 * p5 + p6 * ${slope}`, mean, ...common, mean, meanDecay, 1 - meanDecay));
    }
    write(square, compute(`p4 * p5 + p6 * ${slope} * ${slope}`, square, ...common, square, squareDecay, squareGain));
    if (largestSquare !== null) write(largestSquare, compute("binary_maximum(p0, p1)", square, largestSquare, square));
    const root = `(unary_sqrt(p4) + p5)`;
    const rest = [largestSquare ?? square, scale.eps, shrinkage, scale.gradient];
    if (mean === null) {
      write(parameter, compute(`p6 * p0 - p7 * ${slope} / ${root}`, parameter, ...common, ...rest));
    } else {
      const value = `p6 * p0 - (p9 * p8 + p7 * ${slope}) / ${root}`;
      write(parameter, compute(value, parameter, ...common, ...rest, mean, scale.mean));
    }
  }

  function descend(parameter: View, gradient: View, momentum: View | null, options: SgdStep): void {
    const { weightDecay, maximize, lr, dampening, nesterov } = options;
    const slope = "(p2 * p1 + p3 * p0)";
    const common = [parameter, gradient, maximize ? -1 : 1, weightDecay];
    if (momentum === null) {
      write(parameter, compute(`p0 - p4 * ${slope}`, parameter, ...common, lr));
      return;
    }
    write(momentum, compute(`p4 * p5 + p6 * ${slope}`, momentum, ...common, momentum, options.momentum, 1 - dampening));
    const direction = nesterov ? `(${slope} + p6 * p5)` : "p5";
    const rest = nesterov ? [options.momentum] : [];
    write(parameter, compute(`p0 - p4 * ${direction}`, parameter, ...common, lr, momentum, ...rest));
  }

  return {
    adaptiveStep(parameters, gradients, means, squares, largestSquares, options) {
      for (const [i, parameter] of parameters.entries()) {
        const [mean, largest] = [means?.[i] ?? null, largestSquares?.[i] ?? null];
        adapt(parameter, gradients[i], mean, squares[i], largest, options, options.scales[i]);
      }
    },

    sgdStep(parameters, gradients, momenta, options) {
      for (const [i, parameter] of parameters.entries()) {
        descend(parameter, gradients[i], momenta?.[i] ?? null, options);
      }
    },
  };
}
