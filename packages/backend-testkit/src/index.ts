export * from "./conformance.js";
export { type DescribeOptions, describeBackend } from "./describeBackend.js";
