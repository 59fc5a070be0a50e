import { DeviceError, LumbreError } from "../errors.js";

/**
 * What `run` returns. An error in it names `op`, which is what the user called, and not one of the ops that it is made
 * of. What a device says stays as it is, for it names a kernel.
 */
export function callAs<T>(op: string, run: () => T): T {
  try {
    return run();
  } catch (error) {
    throw renamed(error, op);
  }
}

/** True for the error about a tensor whose memory was given back, which names an op and no kernel. */
function isDisposal({ message }: DeviceError): boolean {
  return message.includes("this tensor's memory was given back");
}

/** An error that names `op` in place of another op. */
export function renamed(error: unknown, op: string): unknown {
  if (!(error instanceof LumbreError) || (error instanceof DeviceError && !isDisposal(error))) return error;
  const { message, stack } = error;
  error.message = message.replace(/^\w+(?=: )/, op);
  if (stack !== undefined) error.stack = stack.replace(message, error.message);
  return error;
}
