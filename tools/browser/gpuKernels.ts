import { createGpu } from "@lumbre/backend-gpu";
import { cpu, setDefaultDevice } from "lumbre";
import { convProperties } from "../testing/kernels/conv.js";
import { matmulProperties } from "../testing/kernels/matmul.js";
import { poolProperties } from "../testing/kernels/pool.js";

const families = { matmul: matmulProperties, conv: convProperties, pool: poolProperties };

export type KernelFamily = keyof typeof families;

/** What the properties say that do not hold on the GPU. */
export async function checkGpuKernels(family: KernelFamily): Promise<string[]> {
  const { backend } = await createGpu();
  setDefaultDevice(cpu);
  return Object.entries(families[family]).flatMap(([name, property]) => {
    try {
      property(backend);
      return [];
    } catch (error) {
      return [`${name}: ${String((error as Error).stack)}`];
    }
  });
}
