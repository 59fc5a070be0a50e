interface ModuleGraph {
  getModuleInfo(id: string): { readonly isEntry: boolean; readonly importers: readonly string[] } | null;
}

/** A chunk of all that the entry imports statically: several files compress worse, and are asked for one by one. */
export const firstFile = {
  name(id: string, graph: ModuleGraph): string | null {
    return isFirst(id, graph, new Set()) ? "page" : null;
  },
};

function isFirst(id: string, graph: ModuleGraph, seen: Set<string>): boolean {
  const info = graph.getModuleInfo(id);
  if (info === null || seen.has(id)) return false;
  seen.add(id);
  return info.isEntry || info.importers.some((importer) => isFirst(importer, graph, seen));
}
