import { LumbreError } from "@lumbre/tensor";

/** Data that is missing, damaged, or not what it should be; the message names the file and what was expected. */
export class DataError extends LumbreError {
  override name = "DataError";
}
