import type { AdaptiveStep, DeviceBuffer, OptimizerKernels, SgdStep, StepSize, View } from "@lumbre/tensor/backend";
import { DeviceError, numel } from "@lumbre/tensor/backend";
import type { Engine, Kernel } from "../engine/engine.js";
import { areComputable } from "./computable.js";
import type { Writer } from "./copying.js";

/** The state that a step reads beside a parameter and its gradient, and the offset of each. */
interface Operands {
  readonly names: readonly string[];
  readonly offsets: readonly number[];
}

/** Statements that read each operand's element: `w`, the gradient with its penalty as `g`, the others by their names. */
function elementsOf({ names, offsets }: Operands): string {
  const element = (name: string, i: number): string => `${name}[this.thread.x + ${offsets[i]}]`;
  return `
    const w = ${element("parameters", 0)};
    const g = sign * ${element("gradients", 1)} + weightDecay * w;
    ${names.map((name, i) => `const ${name} = ${element(`${name}s`, i + 2)};`).join("\n")}`;
}

/** A step of Adam's kind; the outputs are the parameter and what is remembered of it, in the order of the operands. */
const adaptiveStep: Kernel<Operands> = {
  name: "adaptiveStep",
  isOfAnyLength: () => true,
  source(operands) {
    const { names } = operands;
    const [hasAverage, hasMaximum] = ["expAvg", "maxExpAvgSq"].map((name) => names.includes(name));
    const output = (name: string): string => `output${names.indexOf(name) + 1}`;
    return `function (parameters, gradients, ${names.map((name) => `${name}s`).join(", ")}, sign, weightDecay, weightFactor,
      beta1, oneMinusBeta1, beta2, gradSqFactor, stepSize, gradientStepSize, eps) {
      ${elementsOf(operands)}
      const v = ${output("expAvgSq")}(beta2 * expAvgSq + gradSqFactor * g * g);
      const root = unary_sqrt(${hasMaximum ? `${output("maxExpAvgSq")}(binary_maximum(maxExpAvgSq, v))` : "v"}) + eps;
      const m = ${hasAverage ? `${output("expAvg")}(beta1 * expAvg + oneMinusBeta1 * g)` : "0 * g"};
      return weightFactor * w - (stepSize * m + gradientStepSize * g) / root;
    }`;
  },
};

interface Descent extends Operands {
  readonly isNesterov: boolean;
}

/** A step of gradient descent; the outputs are the parameter and its momentum, where there is one. */
const sgdStep: Kernel<Descent> = {
  name: "sgdStep",
  isOfAnyLength: () => true,
  source(operands) {
    const hasMomentum = operands.names.length > 0;
    const direction = hasMomentum ? (operands.isNesterov ? "g + decay * m" : "m") : "g";
    return `function (parameters, gradients${hasMomentum ? ", momentums" : ""}, sign, weightDecay, lr, decay, gain) {
      ${elementsOf(operands)}
      ${hasMomentum ? "const m = output1(decay * momentum + gain * g);" : ""}
      return w - lr * (${direction});
    }`;
  },
};

/**
 * Optimizers' steps: one pass over each parameter, whatever its length. A value that changes from step to step is a scalar
 * of the call, so nothing is compiled anew.
 */
export function optimizerKernels(engine: Engine, write: Writer): OptimizerKernels {
  /** Runs a step on a parameter, and writes into it and what is remembered of it. */
  function step<Constants extends Operands>(
    kernel: Kernel<Constants>,
    more: Omit<Constants, keyof Operands>,
    parameter: View,
    gradient: View,
    remembered: Readonly<Record<string, View | null>>,
    scalars: readonly number[],
  ): void {
    const given = Object.entries(remembered).filter((entry): entry is [string, View] => entry[1] !== null);
    const operands = [parameter, gradient, ...given.map(([, view]) => view)];
    if (!areComputable(engine, ...operands)) {
      throw new DeviceError(
        `${kernel.name}: a parameter of ${numel(parameter.shape)} elements has more than the ` +
          `${engine.machine.driver.maxElements} that the ${engine.name} device computes with; keep it on another device`,
      );
    }
    const constants = { ...more, names: given.map(([name]) => name), offsets: operands.map(({ offset }) => offset) };
    const targets = operands.filter((_, i) => i !== 1);
    const results: DeviceBuffer[] = engine.runAll(
      kernel,
      constants as unknown as Constants,
      operands.map(({ buffer }) => buffer),
      numel(parameter.shape),
      targets.map(() => "float32"),
      scalars,
    );
    for (const [i, result] of results.entries()) write(targets[i], result);
  }

  function adapt(
    parameter: View,
    gradient: View,
    remembered: Readonly<Record<string, View | null>>,
    { weightDecay, maximize, weightFactor, beta1, beta2, gradSqFactor }: AdaptiveStep,
    stepSize: StepSize,
  ): void {
    const decays = [weightFactor, beta1, 1 - beta1, beta2, gradSqFactor];
    const scalars = [maximize ? -1 : 1, weightDecay, ...decays, stepSize.expAvg, stepSize.gradient, stepSize.eps];
    step(adaptiveStep, {}, parameter, gradient, remembered, scalars);
  }

  function descend(parameter: View, gradient: View, momentum: View | null, options: SgdStep): void {
    const { weightDecay, maximize, lr, dampening, nesterov } = options;
    const scalars = [maximize ? -1 : 1, weightDecay, lr, options.momentum, 1 - dampening];
    step(sgdStep, { isNesterov: nesterov }, parameter, gradient, { momentum }, scalars);
  }

  return {
    adaptiveStep(parameters, gradients, expAvgs, expAvgSqs, maxExpAvgSqs, options) {
      for (const [i, parameter] of parameters.entries()) {
        const remembered = {
          expAvgSq: expAvgSqs[i],
          expAvg: expAvgs?.[i] ?? null,
          maxExpAvgSq: maxExpAvgSqs?.[i] ?? null,
        };
        adapt(parameter, gradients[i], remembered, options, options.stepSizes[i]);
      }
    },

    sgdStep(parameters, gradients, momentumBuffers, options) {
      for (const [i, parameter] of parameters.entries()) {
        descend(parameter, gradients[i], momentumBuffers?.[i] ?? null, options);
      }
    },
  };
}
