import { createGpu } from "@lumbre/backend-gpu";
import { cpu, setDefaultDevice } from "lumbre";
import { convProperties } from "../testing/kernels/conv.js";
import { matmulProperties } from "../testing/kernels/matmul.js";
import { poolProperties } from "../testing/kernels/pool.js";

const families = { matmul: matmulProperties, conv: convProperties, pool: poolProperties };

export type KernelFamily = keyof typeof families;

/** A family's properties, of which every nth is tried. */
export interface KernelOrder {
  readonly family: KernelFamily;
  readonly every: number;
}

/** What the properties say that do not hold on the GPU. */
export async function checkGpuKernels({ family, every }: KernelOrder): Promise<string[]> {
  const { backend } = await createGpu();
  setDefaultDevice(cpu);
  const properties = Object.entries(families[family]).filter((_, i) => i % every === 0);
  return properties.flatMap(([name, property]) => {
    try {
      property(backend);
      return [];
    } catch (error) {
      return [`${name}: ${String((error as Error).stack)}`];
    }
  });
}
