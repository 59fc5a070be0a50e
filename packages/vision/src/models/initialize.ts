import { BatchNorm2d, Conv2d, init, Linear, type Module } from "@lumbre/nn";

/** How the layers of a network begin. */
export interface Initialization {
  /** The weight of a convolution; its bias becomes 0. */
  readonly conv: (conv: Conv2d) => void;
  /** A linear layer. Default: as it is made. */
  readonly linear?: (linear: Linear) => void;
}

/** Fills the convolutions, linear layers and batch norms of a network, in the order of its modules. */
export function initialize(network: Module, { conv, linear }: Initialization): void {
  for (const module of network.modules()) {
    if (module instanceof Conv2d) {
      conv(module);
      if (module.bias) init.zeros_(module.bias);
    } else if (module instanceof BatchNorm2d) {
      if (module.weight) init.ones_(module.weight);
      if (module.bias) init.zeros_(module.bias);
    } else if (module instanceof Linear) linear?.(module);
  }
}

/** Keeps the standard deviation of gradients through a ReLU. */
export function kaimingFanOut({ weight }: Conv2d): void {
  init.kaimingNormal_(weight, { mode: "fanOut", nonlinearity: "relu" });
}

/** Normal weights of the standard deviation 0.01, and biases of 0. */
export function smallNormal({ weight, bias }: Linear): void {
  init.normal_(weight, 0, 0.01);
  if (bias) init.zeros_(bias);
}
