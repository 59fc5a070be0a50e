import { HubError } from "../errors.js";

/** What a URL must be fit for, to be fetched from. */
export interface Trust {
  /** True if the SHA-256 of what comes is compared, so that it matters less who sends it. */
  readonly isHashed: boolean;
}

/**
 * Throws for a URL that nothing should be fetched from: one of an unknown scheme, and one of plain http, where everybody
 * on the way can put other bytes in, unless the SHA-256 is compared or the server is on this machine.
 *
 * @throws {HubError}
 */
export function checkAddress(url: string, { isHashed }: Trust): void {
  const { protocol, hostname } = parse(url);
  if (["https:", "data:", "blob:"].includes(protocol)) return;
  if (protocol !== "http:") {
    throw new HubError(`${url}: ${protocol} is no scheme that files are fetched by; expected https`);
  }
  if (isHashed || isLoopback(hostname)) return;
  throw new HubError(`${url}: plain http, where anybody on the way can change the file; expected https, or a sha256`);
}

function parse(url: string): URL {
  try {
    // In a page or a worker a URL may be relative.
    return new URL(url, globalThis.location?.href);
  } catch (cause) {
    throw new HubError(`${JSON.stringify(url)} is no absolute URL`, { cause });
  }
}

const isLoopback = (host: string): boolean => host === "localhost" || host === "[::1]" || /^127(\.\d+){3}$/.test(host);
