import { describeBackend } from "@lumbre/backend-testkit";
import type { GpuBackend } from "./backend.js";
import { createGpu } from "./index.js";

// The kernels in gpu.js's CPU mode; the shaders are tested in a browser.
describeBackend("gpu (CPU mode)", () => createGpu({ mode: "cpu" }), {
  countLive: (backend) => (backend as GpuBackend).liveTextures(),
});
