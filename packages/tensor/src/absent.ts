import { ArgumentError, DeviceError, DTypeError, type LumbreError } from "./errors.js";

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

const noBrackets = (index: string): LumbreError =>
  new ArgumentError(
    `Tensor: x[${index}] is not an element of a tensor in JavaScript; write x.at(${index}) to read, x.at(${index}).fill_(value) or ` +
      "x.indexPut_(...) to write, and (await x.read())[i] for a number",
  );

const notAssignable = (name: string, instead: string): LumbreError =>
  new ArgumentError(`${name}: cannot be assigned; ${instead}`);

/** What is read in vain, and the error of reading it. Small indices stand for all: the first one is mostly tried first. */
export const unreadable: Readonly<Record<string, () => LumbreError>> = {
  requires_grad: () => new ArgumentError("requires_grad: write x.requiresGrad"),
  ...Object.fromEntries(Array.from({ length: 10 }, (_, i) => [i, () => noBrackets(String(i))])),
};

/** What can be read and not assigned, and the error of doing it: JavaScript's own gives no remedy. */
export const unassignable: Readonly<Record<string, () => LumbreError>> = {
  device: () => notAssignable("device", "write x = x.to(device)"),
  ndim: () => notAssignable("ndim", "write x.reshape(shape)"),
  T: () => notAssignable("T", "write x.T.copy_(values) to change x"),
  mT: () => notAssignable("mT", "write x.mT.copy_(values) to change x"),
  H: () => notAssignable("H", "write x.H.copy_(values) to change x"),
  mH: () => notAssignable("mH", "write x.mH.copy_(values) to change x"),
  gradFn: () => notAssignable("gradFn", "write x.detach() for the same elements without a history"),
  isLeaf: () => notAssignable("isLeaf", "write x.detach() for a leaf with the same elements"),
};
