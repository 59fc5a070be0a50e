/**
 * The names of a JSON object's members, in the order of the text; JSON.parse keeps neither that order nor two members of
 * one name.
 *
 * @param text An object, which JSON.parse accepts.
 * @param duplicate Makes the error for a name that an object, nested ones too, has twice.
 */
export function memberNames(text: string, duplicate: (name: string) => Error): string[] {
  // The names of each object that is open; null for an array.
  const open: (Set<string> | null)[] = [];
  let outermost = new Set<string>();
  for (let i = 0; i < text.length; i++) {
    const char = text[i];
    if (char === "{") open.push(new Set());
    else if (char === "[") open.push(null);
    else if (char === "}" || char === "]") outermost = open.pop() ?? outermost;
    if (char !== '"') continue;
    const start = i;
    i = stringEnd(text, i);
    if (!isName(text, i + 1)) continue;
    const literal = text.slice(start, i + 1);
    const name: string = JSON.parse(literal);
    const names = open[open.length - 1];
    if (names?.has(name)) throw duplicate(literal);
    names?.add(name);
  }
  return [...outermost];
}

/** The index of the quotation mark that ends the string which starts at `start`. */
function stringEnd(text: string, start: number): number {
  let i = start + 1;
  while (text[i] !== '"') i += text[i] === "\\" ? 2 : 1;
  return i;
}

/** True if a colon follows: then the string before it is a name. */
function isName(text: string, from: number): boolean {
  let i = from;
  while (" \t\n\r".includes(text[i])) i++;
  return text[i] === ":";
}
