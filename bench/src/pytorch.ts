import { type ChildProcessWithoutNullStreams, spawn, spawnSync } from "node:child_process";
import { createInterface, type Interface } from "node:readline";
import { fileURLToPath } from "node:url";
import type { Side } from "./alternate.js";

const script = fileURLToPath(new URL("../python/workloads.py", import.meta.url));

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

/** A running PyTorch that times workloads on demand. */
export class PyTorch {
  private readonly child: ChildProcessWithoutNullStreams;
  private readonly lines: AsyncIterator<string>;
  private readonly reader: Interface;

  constructor(
    python: string,
    readonly threads: number,
    readonly keepsPages: boolean,
  ) {
    const env = { ...process.env, ...(keepsPages ? keepPages : {}), OMP_NUM_THREADS: String(threads) };
    this.child = spawn(python, [script, String(threads)], { env });
    this.child.stderr.pipe(process.stderr);
    this.reader = createInterface({ input: this.child.stdout });
    this.lines = this.reader[Symbol.asyncIterator]();
  }

  /** The side of a workload that Python's script knows by the same name. */
  side(workload: string): Side {
    const pages = this.keepsPages ? "" : ", pages returned";
    return {
      name: `PyTorch (${this.threads} thread${this.threads === 1 ? "" : "s"}${pages})`,
      run: async (repeats) => {
        this.child.stdin.write(`${JSON.stringify({ workload, repeats })}\n`);
        const { value, done } = await this.lines.next();
        if (done === true) throw new Error(`PyTorch ended while it ran ${workload}`);
        return JSON.parse(value) as number[];
      },
    };
  }

  close(): void {
    this.reader.close();
    this.child.kill();
  }
}
