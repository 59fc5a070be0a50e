export const gradients = {
  title: "Are the gradients right?",
  lead: "Training follows gradients, which backward() computes by the chain rule. Here they are held against the definition of a derivative: move a weight a little, and see how the outputs change.",
  check: (model: string) => `Check the gradients of ${model}`,
  again: "Check again",
  checking: "Checking…",
  passed: (parameters: string, error: string) =>
    `All ${parameters} parameters agree. The largest relative error is ${error}.`,
  notPassed: (error: string) => `They do not agree: the largest relative error is ${error}.`,
  explained: (report: {
    model: string;
    steps: string;
    digits: string;
    compared: string;
    eps: string;
    seconds: string;
  }) =>
    `${report.digits} test digits went through a float64 copy of ${report.model} after ${report.steps} steps. Four weights of each parameter, and all of them in one random direction, were moved by ${report.eps} up and down; the change of the outputs, divided by that distance, has to be what backward() says. ${report.compared} derivatives in ${report.seconds} seconds.`,
  caption: "The worst of each parameter",
  parameter: "Parameter",
  element: (index: string, shape: string) => `${index} of ${shape}`,
  direction: (shape: string) => `a direction in ${shape}`,
  analytical: "backward()",
  numerical: "Difference",
  error: "Relative error",
  failed: (message: string) => `The check failed: ${message}`,
};
