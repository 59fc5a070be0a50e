/** A library that Lumbre is compared with, and the script in peers/ that runs it. */
export interface Peer {
  readonly name: string;
  readonly args: readonly string[];
  /** Workloads that are run only when asked for, and about how long a run takes. */
  readonly slow?: Readonly<Record<string, string>>;
}

/** All of them, each on one thread or on what it takes by itself in Node. */
export const peers: readonly Peer[] = [
  { name: "tfjs wasm", args: ["tfjs.mjs", "wasm"] },
  {
    name: "tfjs cpu",
    args: ["tfjs.mjs", "cpu"],
    slow: { cnnStep: "two or three minutes", cnnForward: "10 s", lenetStep: "8 s" },
  },
  { name: "jax-js", args: ["jaxJs.mjs"], slow: { cnnStep: "a minute", cnnForward: "10 s" } },
  { name: "JS-PyTorch", args: ["jsPytorch.mjs"] },
  { name: "ONNX Runtime web", args: ["onnxruntime.mjs"] },
];

/** The workloads that the scripts in peers/ know. */
export const peerWorkloads: readonly string[] = [
  "cnnStep",
  "cnnForward",
  "lenetStep",
  "mlpStep",
  "matmul512",
  "matmul1024",
];
