import { defineKind } from "@lumbre/tensor/engine";

/** Where a file is. */
export type FilePath = string | URL;

/** @internal */
export const aFilePath = defineKind<FilePath>(
  "the path of a file",
  (value) => (typeof value === "string" && value !== "" && !value.includes("\0")) || value instanceof URL,
);
