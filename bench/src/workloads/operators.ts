import { nn, noGrad, optim, randn, scope } from "lumbre";
import { gigaflops, type Workload } from "./workload.js";

function matmul(n: number): Workload {
  return {
    name: `matmul${n}`,
    title: `matmul ${n} x ${n}`,
    work: gigaflops(2 * n ** 3),
    prepare: () => {
      const a = randn(n, n);
      const b = randn(n, n);
      return () => scope(() => void a.matmul(b));
    },
  };
}

/** Many small ops, whose cost is what surrounds the kernels. */
const chain: Workload = {
  name: "chain",
  title: "200 elementwise ops on 64 x 64, and backward",
  prepare: () => {
    const x = randn([64, 64], { requiresGrad: true });
    return () =>
      scope(() => {
        x.grad = null;
        let y = x.mul(1);
        for (let i = 0; i < 100; i++) y = y.mul(0.99).add(0.01);
        y.sum().backward();
      });
  },
};

/** A million parameters in sixteen tensors, their gradients given. */
const adamStep: Workload = {
  name: "adamStep",
  title: "Adam step on 16 x 250 x 250 parameters",
  prepare: () => {
    const parameters = Array.from({ length: 16 }, () => new nn.Parameter(randn(250, 250)));
    for (const parameter of parameters) parameter.grad = randn(250, 250);
    const optimizer = new optim.Adam(parameters, { lr: 1e-3 });
    return () => scope(() => noGrad(() => void optimizer.step()));
  },
};

/** Single ops, a chain of them, and the optimizer's. */
export const operatorWorkloads: readonly Workload[] = [matmul(512), matmul(1024), chain, adamStep];
