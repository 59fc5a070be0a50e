import { describeBackend } from "@lumbre/backend-testkit";
import { createCpuBackend } from "./cpuBackend.js";

describeBackend("cpu", createCpuBackend);
