/** The languages of the tutorial. */
export const languages = ["en", "es"] as const;
export type Language = (typeof languages)[number];

/** Figures that a page's program prints, and how they stand in the page. */
export interface FigureTable {
  readonly page: string;
  readonly mark: string;
  /** How many seeds the program is run with, from 0 on. */
  readonly seeds: number;
  readonly format: (outputs: readonly (readonly string[])[], language: Language) => string;
}

const comma = (text: string, language: Language): string => (language === "es" ? text.replaceAll(".", ",") : text);

function network([printed]: readonly (readonly string[])[], language: Language): string {
  const lines = printed.filter((line) => line.startsWith("epoch "));
  const words: Record<Language, (line: string) => string> = {
    en: (line) => line,
    es: (line) =>
      line
        .replace("epoch", "época")
        .replace("test loss", "prueba: pérdida")
        .replace("loss", "pérdida")
        .replaceAll("accuracy", "aciertos"),
  };
  return ["```text", ...lines.map(words[language]), "```"].join("\n");
}

const remedies: Record<Language, Record<string, string>> = {
  en: {},
  es: {
    none: "ninguno",
    dropout: "dropout",
    "weight decay": "weight decay",
    augmentation: "aumento de datos",
    stopping: "parada temprana",
  },
};

function overfitting([printed]: readonly (readonly string[])[], language: Language): string {
  const line = /^([\w ]+): lowest loss ([\d.]+) in epoch (\d+), last ([\d.]+), accuracy ([\d.]+) %/;
  const rows = printed.flatMap((text) => {
    const [, name, lowest, epoch, last, accuracy] = line.exec(text) ?? [];
    if (name === undefined) return [];
    const cells = [remedies[language][name] ?? name, lowest, epoch, last, `${accuracy} %`];
    return [`| ${comma(cells.join(" | "), language)} |`];
  });
  const head: Record<Language, string> = {
    en: "| remedy | lowest validation loss | in epoch | validation loss at the end | accuracy at the end |",
    es: "| remedio | pérdida de validación mínima | en la época | pérdida al final | aciertos al final |",
  };
  return [head[language], "|---|---|---|---|---|", ...rows].join("\n");
}

function transfer(outputs: readonly (readonly string[])[], language: Language): string {
  const rows = outputs.map((printed, seed) => {
    const line = printed.find((text) => text.startsWith("alone ")) ?? "";
    const [, alone, taught] = /^alone ([\d.]+), with the teacher's features ([\d.]+)/.exec(line) ?? [];
    const cells = [String(seed), ...[alone, taught].map((share) => `${(100 * Number(share)).toFixed(1)} %`)];
    return `| ${comma(cells.join(" | "), language)} |`;
  });
  const head: Record<Language, string> = {
    en: "| seed | errors, from nothing | errors, with the teacher's features |",
    es: "| semilla | errores, desde cero | errores, con las características del maestro |",
  };
  return [head[language], "|---|---|---|", ...rows].join("\n");
}

export const tables: readonly FigureTable[] = [
  { page: "3-a-network.md", mark: "network", seeds: 1, format: network },
  { page: "4-overfitting.md", mark: "overfitting", seeds: 1, format: overfitting },
  { page: "5-known-networks.md", mark: "transfer", seeds: 3, format: transfer },
];
