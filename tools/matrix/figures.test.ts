import { fileURLToPath } from "node:url";
import { createGpu } from "@lumbre/backend-gpu";
import { type ConformanceReport, renderMatrix, runConformance } from "@lumbre/backend-testkit/conformance";
import { createWasm } from "@lumbre/backend-wasm";
import { cpu } from "@lumbre/tensor";
import { expect, test } from "vitest";
import { filter } from "./filter.js";

// Writes docs/backend-matrix.md when vitest is run with -u, and otherwise checks that it is current.

const file = fileURLToPath(new URL("../../docs/backend-matrix.md", import.meta.url));
const text = `# Backends, op by op

What computes each op and kernel, and how far its results are from the CPU reference's. \`npm run generate:matrix\`
writes this page, from what [the test-kit](../packages/backend-testkit/README.md) finds; a test sees to it that it is
current.

- **native**: the backend's own kernels. WebAssembly's are the reference's, on its own memory, where it has none with SIMD.
- The GPU's kernels run in gpu.js's CPU mode here. Shaders are held to the same checks in Chromium.
- **composed**: defaults, made of the backend's other kernels.
- **CPU**: the reference; operands and results are copied. **no kernel**: a view, or made on the host.
- An op's cell is for float32; a kernel's names all who compute it, where a backend declines some dtypes or sizes.
- The number is the largest relative error in float32, as a power of ten that it does not exceed, and 1e-6 at least.
`;

const backends = [() => cpu, () => createWasm(), () => createGpu({ mode: "cpu" })];

test("docs/backend-matrix.md is current", async () => {
  const reports: ConformanceReport[] = [];
  for (const create of backends) reports.push(await runConformance(create, { filter }));
  expect(reports.map(({ passed }) => passed)).toEqual(backends.map(() => true));
  await expect(`${text}\n${renderMatrix(reports)}`).toMatchFileSnapshot(file);
}, 240_000);
