import type { Words } from "../words.js";

export const gradients: Words["gradients"] = {
  title: "¿Son correctos los gradientes?",
  lead: "El entrenamiento sigue gradientes, que backward() calcula con la regla de la cadena. Aquí se comparan con la definición de derivada: se mueve un poco un peso y se mira cómo cambian las salidas.",
  check: (model) => `Comprobar los gradientes de ${model}`,
  again: "Comprobar otra vez",
  checking: "Comprobando…",
  passed: (parameters, error) => `Los ${parameters} parámetros coinciden. El mayor error relativo es ${error}.`,
  notPassed: (error) => `No coinciden: el mayor error relativo es ${error}.`,
  explained: ({ model, steps, digits, compared, eps, seconds }) =>
    `${digits} cifras de prueba pasaron por una copia en float64 de ${model} tras ${steps} pasos. Cuatro pesos de cada parámetro, y todos en una dirección al azar, se movieron ${eps} hacia arriba y hacia abajo; lo que cambian las salidas, dividido por esa distancia, tiene que ser lo que dice backward(). ${compared} derivadas en ${seconds} segundos.`,
  caption: "Lo peor de cada parámetro",
  parameter: "Parámetro",
  element: (index, shape) => `${index} de ${shape}`,
  direction: (shape) => `una dirección en ${shape}`,
  analytical: "backward()",
  numerical: "Diferencia",
  error: "Error relativo",
  failed: (message) => `La comprobación falló: ${message}`,
};
