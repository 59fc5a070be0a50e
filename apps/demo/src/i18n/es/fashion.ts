import type { Words } from "../words.js";

export const fashion: Words["fashion"] = {
  title: "Fashion-MNIST",
  lead: "70.000 imágenes de ropa en diez clases, más difíciles que las cifras. Sus autores las tienen en GitHub: 31 MB, que este navegador guardará.",
  download: "Descargar 31 MB",
  choose: "Tengo los cuatro archivos",
  stay: "Seguir con las cifras",
  cancel: "Cancelar",
  retry: "Intentarlo de nuevo",
  progress: "Descargando",
  arrived: (bytes, total) => `${bytes} de ${total} MB`,
  problems: {
    network: (file) => `${file} no ha llegado.`,
    hash: (file) => `${file} no es el archivo publicado.`,
    format: (file) => `${file} está dañado.`,
    missing: (file) => `Falta ${file}.`,
    cancelled: (file) => `${file} no se ha descargado.`,
  },
  otherWay:
    "También puedes conseguir train-images-idx3-ubyte.gz, train-labels-idx1-ubyte.gz, t10k-images-idx3-ubyte.gz y t10k-labels-idx1-ubyte.gz en otro sitio y soltar los cuatro en esta página.",
  classes: ["Camiseta", "Pantalón", "Jersey", "Vestido", "Abrigo", "Sandalia", "Camisa", "Zapatilla", "Bolso", "Botín"],
};
