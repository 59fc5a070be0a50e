import { LumbreError } from "@lumbre/tensor";

/** Bytes that are damaged or not in the format that they should be in; the message says what is wrong and what was expected. */
export class FormatError extends LumbreError {
  override name = "FormatError";
}
