import type { DType } from "@lumbre/tensor";
import type { ElementTypeName } from "../elementTypes.js";
import { FormatError } from "../errors.js";

/** The element types that numpy's codes, without the byte order, stand for. */
const codes: ReadonlyMap<string, ElementTypeName> = new Map([
  ["b1", "BOOL"],
  ["u1", "U8"],
  ["i1", "I8"],
  ["i2", "I16"],
  ["u2", "U16"],
  ["i4", "I32"],
  ["u4", "U32"],
  ["i8", "I64"],
  ["u8", "U64"],
  ["f2", "F16"],
  ["f4", "F32"],
  ["f8", "F64"],
]);

/** The codes that our dtypes are written as. */
export const descrOf: Readonly<Record<DType, string>> = {
  float32: "<f4",
  float64: "<f8",
  int32: "<i4",
  uint8: "|u1",
  bool: "|b1",
};

/** What a numpy dtype such as `<f4` says. */
export interface Descr {
  readonly elements: ElementTypeName;
  readonly isBigEndian: boolean;
}

/** @throws {FormatError} for a dtype that no dtype here can hold, such as complex numbers, text and objects. */
export function parseDescr(op: string, descr: string): Descr {
  const elements = codes.get(descr.slice(1));
  if (elements !== undefined && "<>|=".includes(descr[0])) return { elements, isBigEndian: descr[0] === ">" };
  const hint = descr.includes("O") ? ": its elements are pickled objects; save numbers" : "";
  throw new FormatError(
    `${op}: the array has numpy's dtype ${JSON.stringify(descr)}, expected one of ${[...codes.keys()].join(", ")}${hint}`,
  );
}
