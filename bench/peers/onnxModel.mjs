// Writes ONNX models as protobuf, field by field: https://github.com/onnx/onnx/blob/main/onnx/onnx.proto
import protobuf from "protobufjs/minimal.js";

const float32 = 1;

/** The tag of a field: its number, and 0 for a varint or 2 for bytes. */
const tag = (field, type) => (field << 3) | type;

/** A message of [field, value] pairs; a value is an integer, a string, or the bytes of a message or array. */
function message(fields) {
  const writer = protobuf.Writer.create();
  for (const [field, value] of fields) {
    if (typeof value === "number") writer.uint32(tag(field, 0)).int64(value);
    else if (typeof value === "string") writer.uint32(tag(field, 2)).string(value);
    else writer.uint32(tag(field, 2)).bytes(value);
  }
  return writer.finish();
}

/** A named constant of float32. */
export function constant(name, dims, data) {
  const bytes = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
  return message([...dims.map((n) => [1, n]), [2, float32], [8, name], [9, bytes]]);
}

/** A named float32 input or output. */
export function value(name, dims) {
  const shape = message(dims.map((n) => [1, message([[1, n]])]));
  const type = message([
    [
      1,
      message([
        [1, float32],
        [2, shape],
      ]),
    ],
  ]);
  return message([
    [1, name],
    [2, type],
  ]);
}

const kinds = { integer: 2, integers: 7 };

function attribute(name, given) {
  if (!Array.isArray(given))
    return message([
      [1, name],
      [3, given],
      [20, kinds.integer],
    ]);
  return message([[1, name], ...given.map((n) => [8, n]), [20, kinds.integers]]);
}

/** An operator with its attributes, which are integers or lists of them. */
export function node(type, inputs, output, attributes = {}) {
  const written = Object.entries(attributes).map(([name, given]) => [5, attribute(name, given)]);
  return message([...inputs.map((name) => [1, name]), [2, output], [4, type], ...written]);
}

/** The bytes of a model. */
export function model({ nodes, constants = [], inputs, outputs }) {
  const graph = message([
    ...nodes.map((bytes) => [1, bytes]),
    [2, "graph"],
    ...constants.map((bytes) => [5, bytes]),
    ...inputs.map((bytes) => [11, bytes]),
    ...outputs.map((bytes) => [12, bytes]),
  ]);
  return message([
    [1, 8],
    [7, graph],
    [
      8,
      message([
        [1, ""],
        [2, 17],
      ]),
    ],
  ]);
}
