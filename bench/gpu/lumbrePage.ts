// Lumbre on the gpu device, in a page.
import { createGpu } from "@lumbre/backend-gpu";
import { autograd, manualSeed, nn, noGrad, optim, randint, randn, scope, setDefaultDevice, type Tensor } from "lumbre";
import { lenet5 } from "../src/workloads/networks.js";
import type { TimedPage } from "./workloads.js";

/** One run; gives what it has computed. */
type Run = () => readonly Tensor[];

function matmul(n: number): Run {
  const a = randn(n, n);
  const b = randn(n, n);
  return () => [a.matmul(b)];
}

function convolution(): { x: Tensor; w: Tensor; conv: () => Tensor } {
  const x = randn([16, 64, 14, 14], { requiresGrad: true });
  const w = randn([128, 64, 3, 3], { requiresGrad: true });
  return { x, w, conv: () => x.conv2d(w, null, { padding: 1 }) };
}

const workloads: Readonly<Record<string, () => Run>> = {
  matmul256: () => matmul(256),
  matmul512: () => matmul(512),
  conv: () => {
    const { conv } = convolution();
    return () => [noGrad(conv)];
  },
  convPasses: () => {
    const { x, w, conv } = convolution();
    const gradOutputs = randn(16, 128, 14, 14);
    return () => autograd.grad(conv(), [x, w], { gradOutputs });
  },
  lenetStep: () => {
    manualSeed(0);
    const model = lenet5();
    const optimizer = new optim.Adam(model.parameters(), { lr: 1e-3 });
    const criterion = new nn.CrossEntropyLoss();
    const x = randn(64, 1, 28, 28);
    const y = randint(0, 10, [64]);
    return () => {
      optimizer.zeroGrad();
      const loss = criterion.forward(model.forward(x), y);
      loss.backward();
      optimizer.step();
      return [loss.detach()];
    };
  },
};

/** Waits until a tensor is there, by reading an element of it. */
const settle = (x: Tensor): number => x.reshape(-1).narrow(0, 0, 1).add(0).item();

const device = createGpu();
const running: Record<string, Run> = {};

Object.assign(window, {
  async time(name, repeats) {
    setDefaultDevice(await device);
    running[name] ??= workloads[name]();
    const run = running[name];
    const start = performance.now();
    scope(() => {
      for (let i = 1; i < repeats; i++) scope(() => void run());
      for (const result of run()) settle(result);
    });
    return (performance.now() - start) / 1000 / repeats;
  },
  async describe() {
    await device;
    const gl = new OffscreenCanvas(1, 1).getContext("webgl2") as WebGL2RenderingContext;
    const names = gl.getExtension("WEBGL_debug_renderer_info");
    return names === null ? "an unknown renderer" : String(gl.getParameter(names.UNMASKED_RENDERER_WEBGL));
  },
} satisfies TimedPage);
