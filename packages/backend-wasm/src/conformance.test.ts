import { describeBackend } from "@lumbre/backend-testkit";
import { createWasm } from "./index.js";

describeBackend("wasm", () => createWasm());
describeBackend("wasm on two threads", () => createWasm({ threads: 2 }));
