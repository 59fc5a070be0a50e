// What assembly/host.ts names, as TypeScript for the host: numbers as the compiler has them, and structs with what
// a host writes of each.
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import asc from "assemblyscript/asc";
import ts from "typescript";

const folder = fileURLToPath(new URL("./", import.meta.url));
const entry = "assembly/host.ts";

/** The types that a field may have, all of 4 bytes, and the integer that the host writes for a value. */
const words = { usize: (value) => value, i32: (value) => value, f32: (value) => `bitsOf(${value})` };

const fileOf = (path) => readFileSync(`${folder}${path}`, "utf8");

/** @param read Gives the text of a file of this package; tests change some. */
export async function describeHostSide(read = fileOf) {
  return { constants: await describeConstants(read), layouts: describeLayouts(read) };
}

/** Enums as objects, and numbers; by name. */
async function describeConstants(read) {
  const readOrNull = (path) => {
    try {
      return read(path);
    } catch {
      return null;
    }
  };
  let binary = null;
  const options = ["--runtime", "stub", "--enable", "simd", "--baseDir", folder, "--outFile", "host.wasm"];
  const { error, stderr } = await asc.main([entry, ...options], {
    readFile: (path) => readOrNull(path),
    writeFile: (_path, contents) => {
      binary = contents;
    },
  });
  if (error) throw new Error(`${error.message}\n${stderr}`);
  const env = { abort: () => {} };
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(binary), { env });
  const lines = [];
  const enums = new Map();
  for (const [name, { value }] of Object.entries(exports)) {
    if (typeof value !== "number") continue;
    const [owner, member] = name.split(".");
    if (member === undefined) lines.push(`export const ${name} = ${value};\n`);
    else enums.set(owner, [...(enums.get(owner) ?? []), `${member}: ${value}`]);
  }
  for (const [name, members] of enums) lines.push(`export const ${name} = { ${members.join(", ")} } as const;\n`);
  return lines.join("");
}

/** An interface of each struct, and its layout. */
function describeLayouts(read) {
  const classes = new Map();
  const exported = [];
  for (const { moduleSpecifier, exportClause } of parse(entry, read).statements.filter(ts.isExportDeclaration)) {
    const path = `${join(dirname(entry), moduleSpecifier.text)}.ts`;
    for (const statement of parse(path, read).statements.filter(ts.isClassDeclaration)) {
      classes.set(statement.name.text, statement);
    }
    exported.push(...exportClause.elements.map(({ name }) => name.text));
  }
  return exported
    .filter((name) => classes.has(name))
    .map((name) => describeStruct(name, classes, exported))
    .join("\n");
}

function parse(path, read) {
  return ts.createSourceFile(path, read(path), ts.ScriptTarget.Latest, true);
}

/** The class that a class extends, or null. */
function baseOf(name, classes) {
  const { heritageClauses = [] } = classes.get(name);
  return heritageClauses[0]?.types[0].expression.getText() ?? null;
}

const valueNameOf = (name) => name[0].toLowerCase() + name.slice(1);

/** The fields of a class in order, after those of the class that it extends; one of these is one field if it is exported. */
function fieldsOf(name, classes, exported) {
  const { members } = classes.get(name);
  const base = baseOf(name, classes);
  const own = members.filter(ts.isPropertyDeclaration).map((member) => ({
    name: member.name.getText(),
    type: member.type.getText(),
    comment: member
      .getFullText()
      .slice(0, member.getStart() - member.getFullStart())
      .trim(),
  }));
  if (base === null) return own;
  if (!exported.includes(base)) return [...fieldsOf(base, classes, exported), ...own];
  return [{ name: valueNameOf(base), type: base, comment: "" }, ...own];
}

function describeStruct(name, classes, exported) {
  const fields = fieldsOf(name, classes, exported);
  const isStruct = ({ type }) => exported.includes(type);
  const members = fields.map((field) => {
    const comment = field.comment ? `  ${field.comment}\n` : "";
    return `${comment}  readonly ${field.name}: ${isStruct(field) ? field.type : "number"};\n`;
  });
  const values = fields.map((field) => {
    const value = `fields.${field.name}`;
    if (isStruct(field)) return `  ...${field.name}.words(${value}),\n`;
    const word = words[field.type];
    if (word === undefined) throw new Error(`${name}.${field.name} is a ${field.type}; a field must have 4 bytes`);
    return `  ${word(value)},\n`;
  });
  return (
    `export interface ${name} {\n${members.join("")}}\n\n` +
    `export const ${valueNameOf(name)} = layout<${name}>(${sizeOf(name, classes)}, (fields) => [\n${values.join("")}]);\n`
  );
}

/** Bytes of a struct, with the class that it extends. */
function sizeOf(name, classes) {
  return 4 * fieldsOf(name, classes, []).length;
}
