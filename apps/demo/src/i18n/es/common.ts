import type { Words } from "../words.js";

export const common: Words["common"] = {
  title: "Lumbre · mira cómo aprende una red",
  pages: { train: "Entrenar", filters: "Filtros", gradients: "Gradientes" },
  navigation: "Páginas",
  language: "Idioma",
  theme: "Aspecto",
  themes: { auto: "Automático", light: "Claro", dark: "Oscuro" },
  skip: "Ir al contenido",
  source: "Hecho con Lumbre, PyTorch para TypeScript. Ningún servidor ve lo que haces aquí.",
  copied: "Copiado",
  update: "Hay una versión nueva de esta página.",
  reload: "Recargar",
  partMissing: "Una parte de esta página no ha llegado.",
  retry: "Intentarlo de nuevo",
};
