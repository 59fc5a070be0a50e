import type { Words } from "../words.js";

export const inside: Words["inside"] = {
  title: "Lo que ve, en directo",
  lead: "La cifra del lienzo, o la primera de prueba, en su camino por la red, también mientras entrena.",
  waiting: "En cuanto haya una red.",
  positive: "sobre cero",
  negative: "bajo cero",
  input: "La imagen",
  inputHint: "El marco es lo que ve el píxel que señalas: su campo receptivo. A trazos: ahí empieza el relleno.",
  inputPlain: "Tal como la recibe la red.",
  saliency: "Saliencia",
  saliencyHint: (answer) => `Dónde más tinta hablaría a favor de ${answer}, y dónde en contra: el gradiente.`,
  filters: "Los filtros de la primera capa",
  filtersHint: "Cada uno recorre la imagen y hace un mapa.",
  neurons: "Un peso por cada píxel.",
  noMaps: (neurons) =>
    `Aquí nada recorre la imagen: cada una de las ${neurons} neuronas la ve entera. Elige en los ajustes una red con convoluciones para ver mapas.`,
  layer: (kind, count, size) => `${kind}: ${count} mapas de ${size}`,
  sizes: (kernel, stride, padding) =>
    `Núcleo de ${kernel} × ${kernel}, paso ${stride}, relleno ${padding}. Tamaño de salida`,
  point: "Mapas de la primera convolución. Las flechas eligen un píxel; retroceder y avanzar página, un mapa.",
  pointHint:
    "Señala un píxel, o ve a él con las flechas, y mira arriba la suma; retroceder y avanzar página cambian de mapa.",
  position: (map, row, column) => `Mapa ${map}, fila ${row}, columna ${column}`,
  window: "Ventana en la imagen",
  kernel: "Núcleo",
  products: "Productos",
  total: "Suma de los productos",
  bias: "sesgo",
};
