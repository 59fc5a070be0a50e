/** A file that cannot be had, is damaged, or is not what it should be; the message names it and what was expected. */
export class HubError extends Error {
  override name = "HubError";
}

/** A file that is neither where it was looked for nor may be downloaded. */
export class NotFoundError extends HubError {
  override name = "NotFoundError";
}
