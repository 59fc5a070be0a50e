// The thread that reads mutated files: trials.ts, for which allocations are counted before any package is loaded.
import { fileURLToPath } from "node:url";
import "./allocation.mjs";

process.argv.splice(2, 0, fileURLToPath(new URL("./trials.ts", import.meta.url)));
await import("../run.mjs");
