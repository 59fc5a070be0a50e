import { signal } from "@preact/signals";

export const pageNames = ["train", "filters", "gradients"] as const;
export type PageName = (typeof pageNames)[number];

export interface Route {
  readonly page: PageName;
  readonly query: URLSearchParams;
}

/** `#/filters?size=3`: the page's name, then what it wants to know. The first page has an empty name. */
function readRoute(): Route {
  const [path, query = ""] = location.hash.replace(/^#\/?/, "").split("?");
  const page = pageNames.find((name) => name === path) ?? "train";
  return { page, query: new URLSearchParams(query) };
}

export const route = signal<Route>(readRoute());

addEventListener("hashchange", () => {
  route.value = readRoute();
});

export function addressOf(page: PageName, query?: URLSearchParams): string {
  const path = page === "train" ? "" : page;
  return `#/${path}${query === undefined || query.size === 0 ? "" : `?${query}`}`;
}
