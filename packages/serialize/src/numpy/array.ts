import type { Device, Tensor } from "@lumbre/tensor";
import { contiguousStrides, makeTensor, Storage } from "@lumbre/tensor/engine";
import { decodeElements, elementTypes, encodeElements } from "../elementTypes.js";
import { FormatError } from "../errors.js";
import { descrOf } from "./descr.js";
import { readNpyHeader, writeNpyHeader } from "./header.js";

/** Reads the contents of a .npy file. An array in Fortran's order stays so, by its strides. */
export function readArray(op: string, bytes: Uint8Array, device: Device): Tensor {
  const { elements, isBigEndian, shape, isFortranOrder, start } = readNpyHeader(op, bytes);
  const type = elementTypes[elements];
  const length = shape.reduce((product, size) => product * size, 1);
  const found = bytes.length - start;
  if (found !== length * type.itemSize) {
    throw new FormatError(
      `${op}: the file has ${found} bytes of elements, expected ${length * type.itemSize} for the shape ` +
        `[${shape.join(", ")}]${found < length * type.itemSize ? "; it is truncated" : ""}`,
    );
  }
  const values = decodeElements(type, bytes.subarray(start), `${op}: the array`, isBigEndian);
  const storage = new Storage(device, device.kernels.upload(values, type.dtype), type.dtype, length);
  if (!isFortranOrder) return makeTensor(storage, shape);
  return makeTensor(storage, shape, contiguousStrides(shape.toReversed()).toReversed());
}

/** The contents of a .npy file with a tensor, in row-major order. */
export function writeArray(x: Tensor): Uint8Array<ArrayBuffer> {
  const header = writeNpyHeader(descrOf[x.dtype], x.shape);
  const elements = encodeElements(x.readSync());
  const bytes = new Uint8Array(header.length + elements.length);
  bytes.set(header);
  bytes.set(elements, header.length);
  return bytes;
}
