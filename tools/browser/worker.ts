// The module worker of the browser tests: does one job.
import { doJob, type Order } from "./jobs.js";

/** To the page an error comes only from outside of a promise. */
function throwOutside(error: unknown): void {
  setTimeout(() => {
    throw error;
  });
}

addEventListener("message", ({ data }: MessageEvent<Order>) => {
  doJob(data).then((result) => postMessage(result), throwOutside);
});
