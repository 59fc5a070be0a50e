import { afterEach, expect, test, vi } from "vitest";
import { HubError } from "../errors.js";
import { checkAddress } from "./address.js";

afterEach(() => vi.unstubAllGlobals());

test.each([
  "https://a.b/c",
  "data:text/plain,a",
  "blob:https://a.b/c",
  "http://localhost/c",
  "http://127.1.2.3:80/c",
  "http://[::1]/c",
])("%s is fetched from", (url) => {
  expect(() => checkAddress(url, { isHashed: false })).not.toThrow();
});

test.each([
  "http://a.b/c",
  "http://localhost.a.b/c",
  "http://127.0.0.1.a.b/c",
  "http://a.127.0.0.1.b/c",
  "http://[::2]/c",
])("%s is fetched from where the SHA-256 is compared", (url) => {
  expect(() => checkAddress(url, { isHashed: true })).not.toThrow();
  expect(() => checkAddress(url, { isHashed: false })).toThrow(
    new HubError(`${url}: plain http, where anybody on the way can change the file; expected https, or a sha256`),
  );
});

test.each([true, false])("another scheme is not, with a SHA-256: %s", (isHashed) => {
  expect(() => checkAddress("ftp://localhost/c", { isHashed })).toThrow(
    new HubError("ftp://localhost/c: ftp: is no scheme that files are fetched by; expected https"),
  );
});

test("a URL may be relative to a page, and to nothing else", () => {
  expect(() => checkAddress("c", { isHashed: false })).toThrow(new HubError('"c" is no absolute URL'));
  vi.stubGlobal("location", { href: "https://a.b/" });
  expect(() => checkAddress("c", { isHashed: false })).not.toThrow();
});
