import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { blasEnvironment } from "./blas.js";
import { TimedProcess } from "./timedProcess.js";
import { mnistFolder } from "./workloads/loading.js";

/** The path of a script in python/. */
export function pythonScript(name: string): string {
  return fileURLToPath(new URL(`../python/${name}.py`, import.meta.url));
}

/** A Python that can import torch, or null. */
export function findPython(): string | null {
  for (const python of ["python3", "/usr/bin/python3"]) {
    if (spawnSync(python, ["-c", "import torch"], { stdio: "ignore" }).status === 0) return python;
  }
  return null;
}

/** Keeps freed pages in the process, so that PyTorch does not pay for touching them anew in each step. */
const keepPages = {
  MALLOC_MMAP_THRESHOLD_: "4294967296",
  MALLOC_TRIM_THRESHOLD_: "4294967296",
  MALLOC_TOP_PAD_: "67108864",
};

/** How a PyTorch is run. */
export interface PyTorchMode {
  readonly threads: number;
  /** Whether malloc keeps freed pages; by default it returns large ones to the system. */
  readonly keepsPages: boolean;
}

/** The environment of a PyTorch in that mode. */
export function pytorchEnvironment({ threads, keepsPages }: PyTorchMode): Record<string, string> {
  const count = String(threads);
  return {
    ...blasEnvironment().env,
    ...(keepsPages ? keepPages : {}),
    OMP_NUM_THREADS: count,
    OPENBLAS_NUM_THREADS: count,
  };
}

/** A running PyTorch as a column of the table. */
export interface PyTorchColumn extends PyTorchMode {
  readonly key: string;
  readonly label: string;
  readonly process: TimedProcess;
}

/** One thread and all, with pages kept and returned. */
export function startPyTorch(python: string, threads: number): PyTorchColumn[] {
  const counts = threads > 1 ? [1, threads] : [1];
  return [true, false].flatMap((keepsPages) =>
    counts.map((count) => {
      const mode = { threads: count, keepsPages };
      const label = `torch ${count}${keepsPages ? "" : "*"}`;
      const args = [pythonScript("workloads"), String(count), mnistFolder()];
      return {
        ...mode,
        key: `torch${count === 1 ? "1" : "All"}${keepsPages ? "" : "Returned"}`,
        label,
        process: new TimedProcess(`PyTorch (${label})`, python, args, pytorchEnvironment(mode)),
      };
    }),
  );
}

/** What a PyTorch says about itself. */
interface About {
  readonly version: string;
  readonly capability: string;
  readonly blas: string | null;
  readonly core: string | null;
}

/** A line on the PyTorch that is compared with, and a warning where it has a slow BLAS. */
export async function describePyTorch(column: PyTorchColumn): Promise<string> {
  const { version, capability, blas, core } = (await column.process.ask({ about: true })) as About;
  const kernels = core === null ? "" : ` with ${core} kernels`;
  const line = `PyTorch ${version} (${capability}), BLAS ${blas ?? "not found out"}${kernels}; ${blasEnvironment().note}`;
  if (blas?.includes("openblas") === true) return line;
  return `${line}\nwarning: its BLAS is not OpenBLAS (Debian: libopenblas0-pthread), so its matrix products may be slow`;
}
