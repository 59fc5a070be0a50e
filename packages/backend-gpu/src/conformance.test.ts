import { describeBackend } from "@lumbre/backend-testkit";
import type { GpuBackend } from "./backend.js";
import { createGpu } from "./index.js";

// What the kernels compute, in gpu.js's CPU mode; what shaders make of it is checked in a browser.
describeBackend("gpu (CPU mode)", () => createGpu({ mode: "cpu" }), {
  countLive: (backend) => (backend as GpuBackend).liveTextures(),
});
