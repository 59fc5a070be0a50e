import type { DType } from "@lumbre/tensor";
import type { ElementTypeName } from "../elementTypes.js";

/** A class of PyTorch's storages, which says what its elements are. */
export class StorageType {
  constructor(
    readonly name: string,
    readonly elements: ElementTypeName,
  ) {}
}

/** The storages whose elements a dtype here can hold, by their names in `torch`. */
export const storageTypes: ReadonlyMap<string, StorageType> = new Map(
  (
    [
      ["FloatStorage", "F32"],
      ["DoubleStorage", "F64"],
      ["HalfStorage", "F16"],
      ["BFloat16Storage", "BF16"],
      ["LongStorage", "I64"],
      ["IntStorage", "I32"],
      ["ShortStorage", "I16"],
      ["CharStorage", "I8"],
      ["ByteStorage", "U8"],
      ["BoolStorage", "BOOL"],
    ] as const
  ).map(([name, elements]) => [name, new StorageType(name, elements)]),
);

/** The storage that each dtype is written as. */
export const storageNames: Readonly<Record<DType, string>> = {
  float32: "FloatStorage",
  float64: "DoubleStorage",
  int32: "IntStorage",
  uint8: "ByteStorage",
  bool: "BoolStorage",
};
