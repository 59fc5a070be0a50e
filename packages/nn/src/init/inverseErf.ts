import { type Tensor, where } from "@lumbre/tensor";

/** A constant of Winitzki's approximation, which is right to two or three digits. */
const winitzki = 0.147;
const newtonSteps = 3;

/**
 * The inverse of the error function, for float64: Winitzki's approximation, which Newton's steps make exact to the last
 * digits but one.
 */
export function inverseErf(x: Tensor): Tensor {
  const log = x.square().neg().log1p();
  const t = log.div(2).add(2 / (Math.PI * winitzki));
  let y = t.square().sub(log.div(winitzki)).sqrt().sub(t).sqrt().mul(x.sign());
  for (let i = 0; i < newtonSteps; i++) {
    const step = y
      .erf()
      .sub(x)
      .mul(y.square().exp())
      .mul(Math.sqrt(Math.PI) / 2);
    // At -1 and 1 it is infinite, and stays so.
    y = where(step.isfinite(), y.sub(step), y);
  }
  return y;
}
