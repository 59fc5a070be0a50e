// What assembly/host.ts names, as TypeScript for the host: numbers as the compiler has them, and structs with a function
// that writes one.
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import asc from "assemblyscript/asc";
import ts from "typescript";

const folder = fileURLToPath(new URL("./", import.meta.url));
const entry = "assembly/host.ts";

/** The types that a field may have, all of 4 bytes, and how the host writes them. */
const setters = { usize: "setUint32", i32: "setInt32", f32: "setFloat32" };

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
  return exported.flatMap((name) => (classes.has(name) ? [describeStruct(name, classes)] : [])).join("\n");
}

function parse(path, read) {
  return ts.createSourceFile(path, read(path), ts.ScriptTarget.Latest, true);
}

/** The fields of a class in order, after those of the class that it extends. */
function fieldsOf(name, classes) {
  const { heritageClauses = [], members } = classes.get(name);
  const bases = heritageClauses.flatMap(({ types }) => types.map(({ expression }) => expression.getText()));
  const own = members.filter(ts.isPropertyDeclaration).map((member) => ({
    name: member.name.getText(),
    type: member.type.getText(),
    comment: member
      .getFullText()
      .slice(0, member.getStart() - member.getFullStart())
      .trim(),
  }));
  return [...bases.flatMap((base) => fieldsOf(base, classes)), ...own];
}

function describeStruct(name, classes) {
  const fields = fieldsOf(name, classes);
  const members = fields.map(
    (field) => `${field.comment ? `  ${field.comment}\n` : ""}  readonly ${field.name}: number;\n`,
  );
  const writes = fields.map((field, i) => {
    const setter = setters[field.type];
    if (setter === undefined) throw new Error(`${name}.${field.name} is a ${field.type}; a field must have 4 bytes`);
    return `    memory.${setter}(address + ${4 * i}, fields.${field.name}, true);\n`;
  });
  const value = name[0].toLowerCase() + name.slice(1);
  return (
    `export interface ${name} {\n${members.join("")}}\n\n` +
    `export const ${value}: Layout<${name}> = {\n  bytes: ${4 * fields.length},\n` +
    `  write(memory, address, fields) {\n${writes.join("")}  },\n};\n`
  );
}
