import { DeviceError, DTypeError, type LumbreError } from "./errors.js";

// Methods of PyTorch's tensors that cannot be here. TypeScript knows none of them; JavaScript is told what to write.

const noType = (method: string, type: string, instead: string): DTypeError =>
  new DTypeError(`${method}: there is no ${type}; write ${instead}`);

/** The error of each, by its name. */
export const absent: Readonly<Record<string, () => LumbreError>> = {
  half: () => noType("half", "float16", 'x.float() or x.to("float32")'),
  bfloat16: () => noType("bfloat16", "bfloat16", 'x.float() or x.to("float32")'),
  short: () => noType("short", "int16", 'x.int() or x.to("int32")'),
  char: () => noType("char", "int8", 'x.int() or x.to("int32")'),
  cfloat: () => noType("cfloat", "complex dtype", "two tensors, for the real and the imaginary part"),
  cdouble: () => noType("cdouble", "complex dtype", "two tensors, for the real and the imaginary part"),
  type: () => new DTypeError('type: write x.dtype to read the dtype, and x.to("float32") to change it'),
  cuda: () => new DeviceError("cuda: there is no CUDA; make a device with a backend package, and write x.to(device)"),
};
