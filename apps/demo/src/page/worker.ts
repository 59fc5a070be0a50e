import { WorkerClient } from "./client.js";
import { hasDied, phase } from "./state.js";

/** The page's only worker. */
export const worker = new WorkerClient(() => {
  hasDied.value = true;
  phase.value = "failed";
});
