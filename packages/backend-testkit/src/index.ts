export * from "./conformance.js";
export { describeBackend } from "./describeBackend.js";
