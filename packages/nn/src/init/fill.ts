import { noGrad } from "@lumbre/autograd";
import { eye, ShapeError, type Tensor } from "@lumbre/tensor";
import { aNumber, aTensor, bind, defineSignature, formatShape, required, requireWritable } from "@lumbre/tensor/engine";

const constantSignature = defineSignature("constant_", required("x", aTensor), required("val", aNumber));

/**
 * Fills with one value.
 *
 * @param val The value.
 * @example
 * init.constant_(empty(3), 0.3); // => tensor([0.3000, 0.3000, 0.3000])
 * @see https://pytorch.org/docs/stable/nn.init.html#torch.nn.init.constant_
 */
export function constant_(x: Tensor, val: number): Tensor {
  [x, val] = bind(constantSignature, arguments);
  requireWritable("constant_", x);
  return noGrad(() => x.fill_(val));
}

const onesSignature = defineSignature("ones_", required("x", aTensor));

/**
 * Fills with ones.
 *
 * @example
 * init.ones_(empty(3)); // => tensor([1., 1., 1.])
 * @see https://pytorch.org/docs/stable/nn.init.html#torch.nn.init.ones_
 */
export function ones_(x: Tensor): Tensor {
  [x] = bind(onesSignature, arguments);
  requireWritable("ones_", x);
  return constant_(x, 1);
}

const zerosSignature = defineSignature("zeros_", required("x", aTensor));

/**
 * Fills with zeros.
 *
 * @example
 * init.zeros_(empty(3)); // => tensor([0., 0., 0.])
 * @see https://pytorch.org/docs/stable/nn.init.html#torch.nn.init.zeros_
 */
export function zeros_(x: Tensor): Tensor {
  [x] = bind(zerosSignature, arguments);
  requireWritable("zeros_", x);
  return constant_(x, 0);
}

const eyeSignature = defineSignature("eye_", required("x", aTensor));

/**
 * Makes a matrix the identity.
 *
 * @throws {ShapeError} unless it has two dimensions.
 * @example
 * init.eye_(empty(2, 3)); // => tensor([[1., 0., 0.],
 * //            [0., 1., 0.]])
 * @see https://pytorch.org/docs/stable/nn.init.html#torch.nn.init.eye_
 */
export function eye_(x: Tensor): Tensor {
  [x] = bind(eyeSignature, arguments);
  requireWritable("eye_", x);
  if (x.ndim !== 2)
    throw new ShapeError(`eye_: only tensors with 2 dimensions are supported, got ${formatShape(x.shape)}`);
  return noGrad(() => x.copy_(eye(x.shape[0], x.shape[1], { dtype: x.dtype })));
}

const diracSignature = defineSignature("dirac_", required("x", aTensor));

/**
 * Makes a convolution hand its input channels through: a one at the centre of the kernel.
 *
 * @throws {ShapeError} unless the weight has 3 to 5 dimensions.
 * @example
 * init.dirac_(empty(1, 1, 3)); // => tensor([[[0., 1., 0.]]])
 * @see https://pytorch.org/docs/stable/nn.init.html#torch.nn.init.dirac_
 */
export function dirac_(x: Tensor): Tensor {
  [x] = bind(diracSignature, arguments);
  requireWritable("dirac_", x);
  if (x.ndim < 3 || x.ndim > 5)
    throw new ShapeError(`dirac_: only tensors with 3, 4, or 5 dimensions are supported, got ${formatShape(x.shape)}`);
  const centre = x.shape.slice(2).map((size) => Math.floor(size / 2));
  return noGrad(() => {
    x.fill_(0);
    for (let c = 0; c < Math.min(x.shape[0], x.shape[1]); c++) x.at(c, c, ...centre).fill_(1);
    return x;
  });
}
