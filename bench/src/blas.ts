import { readFileSync } from "node:fs";

/**
 * The kernels that OpenBLAS should take. It knows processors by number, and takes its slowest kernels on one that is
 * newer than itself; what the processor says that it can do names better ones. Null: OpenBLAS may choose.
 */
export function coreTypeFor(flags: ReadonlySet<string>): string | null {
  if (["avx512f", "avx512bw", "avx512vl", "avx512dq"].every((flag) => flags.has(flag))) return "SkylakeX";
  if (["avx2", "fma"].every((flag) => flags.has(flag))) return "Haswell";
  return null;
}

/** What the processor says that it can do. Empty where there is no /proc/cpuinfo, or none with x86's flags. */
function processorFlags(): ReadonlySet<string> {
  try {
    const [, flags] = /^flags\s*:\s*(.*)$/m.exec(readFileSync("/proc/cpuinfo", "utf8")) ?? [];
    return new Set(flags?.split(" "));
  } catch {
    return new Set();
  }
}

/** What to set in PyTorch's environment. The user's own choice stands. */
export function blasEnvironment(): { readonly env: Record<string, string>; readonly note: string } {
  const given = process.env.OPENBLAS_CORETYPE;
  if (given !== undefined) return { env: {}, note: `OPENBLAS_CORETYPE=${given}, as it was set` };
  const chosen = coreTypeFor(processorFlags());
  if (chosen === null) return { env: {}, note: "OPENBLAS_CORETYPE left to OpenBLAS" };
  return { env: { OPENBLAS_CORETYPE: chosen }, note: `OPENBLAS_CORETYPE=${chosen}, by the processor's flags` };
}
