/** A file that cannot be had, is damaged, or is not what it should be; the message names it and what was expected. */
export class HubError extends Error {
  override name = "HubError";
}
