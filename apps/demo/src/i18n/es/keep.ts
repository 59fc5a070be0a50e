import type { Words } from "../words.js";

export const keep: Words["keep"] = {
  title: "Guarda la red",
  lead: "Sus pesos caben en un archivo pequeño, en el formato safetensors, que también lee PyTorch.",
  name: "Nombre",
  save: "Guardar en este navegador",
  download: "Descargar",
  needsNetwork: "Habrá algo que guardar cuando hayas entrenado.",
  drop: "Abre un archivo .safetensors: suéltalo en cualquier parte de la página, o",
  open: "Elegir un archivo",
  kept: "Guardadas en este navegador",
  load: "Abrir",
  downloadKept: "Descargar",
  delete: "Borrar",
  actionOn: (action, name) => `${action}: ${name}`,
  accuracy: (share, images) => `${share} de ${images} cifras de prueba`,
  untested: "sin probar",
  saved: (name) => `Guardado: ${name}.`,
  opened: (name) => `Abierto: ${name}. La red lee ahora con estos pesos; el entrenamiento sigue desde ellos.`,
  deleted: (name) => `Borrado: ${name}.`,
  noStorage: "Este navegador no guarda nada para esta página, o no tiene más sitio. Descarga el archivo.",
  failed: (message) => `No ha funcionado: ${message}`,
  tooLarge: (name) => `${name} es más grande que cualquier red de esta página, y no se ha leído.`,
  pickle: (name) =>
    `${name} es un archivo de torch.save, que solo Python puede desempaquetar. En Python, escribe safetensors.torch.save_file(model.state_dict(), "model.safetensors").`,
  noTensors: (name) => `${name} es un archivo safetensors sin pesos.`,
  otherModel: (name, tensors) =>
    `${name} tiene los pesos de otra red. Esta página conoce sus LeNet-5, CNN y MLP; el archivo empieza con ${tensors}.`,
  noSafetensors: (name) => `${name} no es un archivo safetensors, o es solo una parte. El lector dice:`,
  program: "El programa de PyTorch que lo carga",
  programLead: (file) => `Guárdalo junto a ${file} y ejecútalo: las mismas cifras, las mismas respuestas.`,
  copy: "Copiar el programa",
};
