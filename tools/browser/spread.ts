/**
 * About every nth of the ids, the same ones in every run: at least one of each op, or whatever else the ids begin with,
 * and from one op to the next another of its checks, so that all kinds of them are met.
 */
export function spread(ids: readonly string[], every: number): readonly string[] {
  const groups = new Map<string, string[]>();
  for (const id of ids) {
    const parts = id.split("/");
    const name = parts.slice(0, parts.length > 2 ? 2 : 1).join("/");
    groups.set(name, [...(groups.get(name) ?? []), id]);
  }
  return [...groups.values()].flatMap((group, g) => {
    const step = Math.min(every, group.length);
    return group.filter((_, i) => i % step === g % step);
  });
}
