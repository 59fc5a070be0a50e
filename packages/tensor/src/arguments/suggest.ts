/** Words that other libraries, or other versions of PyTorch, have for one of PyTorch's names. */
const synonyms: Readonly<Record<string, readonly string[]>> = {
  activation: ["nonlinearity"],
  axes: ["dim", "dims"],
  axis: ["dim"],
  channels: ["inChannels", "numFeatures"],
  dims: ["dim"],
  epsilon: ["eps"],
  features: ["outFeatures", "numFeatures"],
  filters: ["outChannels"],
  input: ["x"],
  kernel: ["kernelSize"],
  learningrate: ["lr"],
  length: ["size"],
  pad: ["padding"],
  poolsize: ["kernelSize"],
  probability: ["p"],
  rate: ["p", "lr"],
  reduce: ["reduction"],
  seed: ["generator"],
  shape: ["size"],
  sizeaverage: ["reduction"],
  step: ["stride", "stepSize"],
  strides: ["stride"],
  type: ["dtype"],
  units: ["outFeatures"],
  usebias: ["bias"],
  wd: ["weightDecay"],
};

/** A name without case and underscores: `keep_dim`, `keepdim` and `keepDim` are the same. */
function plain(name: string): string {
  return name.replaceAll("_", "").toLowerCase();
}

/** The one of `names` that someone who wrote `name` most likely meant, or null. */
export function suggest(name: string, names: readonly string[]): string | null {
  const wanted = plain(name);
  const same = names.find((candidate) => plain(candidate) === wanted);
  if (same !== undefined) return same;
  const synonym = (Object.hasOwn(synonyms, wanted) ? synonyms[wanted] : []).find((candidate) =>
    names.includes(candidate),
  );
  if (synonym !== undefined) return synonym;
  let nearest: string | null = null;
  let least = Math.max(1, Math.floor(wanted.length / 3)) + 1;
  for (const candidate of names) {
    const name = plain(candidate);
    const distance = editDistance(wanted, name);
    // Of two names that are as near, the one that the wrong one begins with: `mins` is `min`, not `bins`.
    const isNearer = distance < least || (distance === least && nearest !== null && wanted.startsWith(name));
    if (isNearer) [nearest, least] = [candidate, distance];
  }
  return nearest;
}

/** Levenshtein's distance: how many letters have to be added, removed or replaced. */
function editDistance(a: string, b: string): number {
  let previous = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const current = [i];
    for (let j = 1; j <= b.length; j++) {
      const replaced = previous[j - 1] + (a[i - 1] === b[j - 1] ? 0 : 1);
      current.push(Math.min(previous[j] + 1, current[j - 1] + 1, replaced));
    }
    previous = current;
  }
  return previous[b.length];
}
