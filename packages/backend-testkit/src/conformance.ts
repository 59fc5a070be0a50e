// Everything but describeBackend, so that it runs without vitest: in a page, or in plain Node.

export type { BackendFactory } from "./device/subject.js";
export type { ConformanceOptions, Skip } from "./options.js";
export { renderKernels } from "./report/renderKernels.js";
export { type MatrixFormat, renderMatrix } from "./report/renderMatrix.js";
export type { CheckResult, ConformanceReport, KernelReport, OpReport, Source } from "./report/report.js";
export { type RunOptions, runConformance } from "./runConformance.js";
