// The module worker of the browser tests: reports once.
import { createReport } from "./report.js";

createReport().then(postMessage);
