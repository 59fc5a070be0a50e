import { differences } from "./differences.js";

const begin = "<!-- differences: npm run oracle -- --docs -->";
const end = "<!-- end of differences -->";

/** The list of differences as a table in Markdown. */
export function renderDifferences(): string {
  const rows = differences.map(({ pytorch, lumbre, why }) => `| ${pytorch} | ${lumbre} | ${why} |`);
  return ["| PyTorch | Lumbre | why |", "|---|---|---|", ...rows].join("\n");
}

/** A page with the list between its two comments. @throws {Error} for a page without them. */
export function withDifferences(page: string): string {
  const [from, to] = [page.indexOf(begin), page.indexOf(end)];
  if (from < 0 || to < from) throw new Error(`the page has no ${begin} ... ${end}`);
  return `${page.slice(0, from + begin.length)}\n\n${renderDifferences()}\n\n${page.slice(to)}`;
}
