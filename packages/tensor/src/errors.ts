/**
 * The base of every error that Lumbre throws on purpose. Its message reads `op: what is wrong`, with the
 * offending shapes or values and what was expected.
 */
export class LumbreError extends Error {
  override name = "LumbreError";
}

/** Shapes, ranks or sizes that do not fit together. */
export class ShapeError extends LumbreError {
  override name = "ShapeError";
}

/** Dtypes that do not mix, or that an op does not take. */
export class DTypeError extends LumbreError {
  override name = "DTypeError";
}

/** Tensors on two devices, a device that cannot do what is asked, a tensor whose memory was given back. */
export class DeviceError extends LumbreError {
  override name = "DeviceError";
}

/** Misuse of automatic differentiation: no graph, a graph used twice, a saved value changed in place. */
export class GradError extends LumbreError {
  override name = "GradError";
}

/** A dimension or an element index that is out of range. */
export class IndexError extends LumbreError {
  override name = "IndexError";
}

/** An argument of the right type with a value that the operation does not take. */
export class ValueError extends LumbreError {
  override name = "ValueError";
}

/**
 * A call whose arguments do not fit the signature: an unknown name, a value given twice, one argument too many, a missing
 * one, or one of the wrong kind. Python's TypeError.
 */
export class ArgumentError extends LumbreError {
  override name = "ArgumentError";
}

/** Two copies of a package loaded side by side, which do not know each other's objects. */
export class DuplicatePackageError extends LumbreError {
  override name = "DuplicatePackageError";
}
