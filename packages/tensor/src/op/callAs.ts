import { DeviceError, LumbreError } from "../errors.js";

/**
 * What `run` returns. An error in it names `op`, which is what the user called, and not one of the ops that it is made
 * of. What a device says stays as it is, for it names a kernel.
 *
 * @param original The function that `op` is another name of: what an error proposes to write has the other name, too.
 */
export function callAs<T>(op: string, run: () => T, original?: string): T {
  try {
    return run();
  } catch (error) {
    throw renamed(error, op, original);
  }
}

/** True for the error about a tensor whose memory was given back, which names an op and no kernel. */
function isDisposal({ message }: DeviceError): boolean {
  return message.includes("this tensor's memory was given back");
}

/** An error that names `op` in place of another op. */
export function renamed(error: unknown, op: string, original?: string): unknown {
  if (!(error instanceof LumbreError) || (error instanceof DeviceError && !isDisposal(error))) return error;
  const { message, stack } = error;
  error.message = message.replace(/^\w+(?=: )/, op);
  if (original !== undefined) error.message = error.message.replace(`write ${original}(`, `write ${op}(`);
  if (stack !== undefined) error.stack = stack.replace(message, error.message);
  return error;
}
