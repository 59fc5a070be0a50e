import { LumbreError } from "lumbre";

/** Options that do not fit together, or do not fit the data. */
export class OptionError extends LumbreError {
  override name = "OptionError";
}
