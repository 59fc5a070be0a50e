import { autograd, nn, noGrad, randn, scope } from "lumbre";
import { gigaflops, type Run, type Workload } from "./workload.js";

/** A convolution with 3 x 3 filters, stride 1 and padding 1. */
interface Shape {
  readonly batch: number;
  readonly cIn: number;
  readonly size: number;
  readonly cOut: number;
}

/** The second convolution of the reference network, those of ResNet-18, and two of CIFAR's size. */
const shapes: readonly Shape[] = [
  { batch: 64, cIn: 64, size: 14, cOut: 128 },
  { batch: 64, cIn: 32, size: 32, cOut: 64 },
  { batch: 8, cIn: 64, size: 56, cOut: 64 },
  { batch: 8, cIn: 128, size: 28, cOut: 128 },
  { batch: 8, cIn: 256, size: 14, cOut: 256 },
  { batch: 64, cIn: 16, size: 32, cOut: 16 },
];

function prepareForward({ batch, cIn, size, cOut }: Shape): Run {
  const x = randn(batch, cIn, size, size);
  const w = randn(cOut, cIn, 3, 3);
  return () => scope(() => noGrad(() => void nn.functional.conv2d(x, w, null, { padding: 1 })));
}

/** One of the two gradients alone; the graph is kept from run to run. */
function prepareGradient({ batch, cIn, size, cOut }: Shape, of: "x" | "w"): Run {
  const x = randn([batch, cIn, size, size], { requiresGrad: of === "x" });
  const w = randn([cOut, cIn, 3, 3], { requiresGrad: of === "w" });
  const y = nn.functional.conv2d(x, w, null, { padding: 1 });
  const gradOutputs = randn([...y.shape]);
  return () => scope(() => void autograd.grad(y, of === "x" ? x : w, { gradOutputs, retainGraph: true }));
}

function workloadsOf(shape: Shape): Workload[] {
  const { batch, cIn, size, cOut } = shape;
  const text = `${batch}x${cIn}x${size}x${size}`;
  const work = gigaflops(2 * batch * cIn * cOut * size ** 2 * 9);
  const passes = {
    forward: () => prepareForward(shape),
    dx: () => prepareGradient(shape, "x"),
    dw: () => prepareGradient(shape, "w"),
  };
  return Object.entries(passes).map(([pass, prepare]) => ({
    name: `conv${text}-${cOut}:${pass}`,
    title: `conv ${text} -> ${cOut}, ${pass}`,
    work,
    prepare,
  }));
}

/** Forward, and the gradients of input (dx) and weight (dw), each alone. */
export const convolutionWorkloads: readonly Workload[] = shapes.flatMap(workloadsOf);
