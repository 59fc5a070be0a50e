// Generated from the list in methods.ts and the functions that it names: npm run generate:methods

import type { TensorData } from "./creation/elements.js";
import type { GeneratorOptions, SizesAndOptions, TensorOptions } from "./creation/options.js";
import type { MultinomialOptions } from "./creation/sampling.js";
import type { Device } from "./device.js";
import type { DType, TypedArray } from "./dtype.js";
import type { BackwardOptions, GradHook, HookHandle } from "./op/engine.js";
import type { Operand } from "./op/op.js";
import type { EluOptions } from "./ops/activation/elu.js";
import type { GeluOptions } from "./ops/activation/gelu.js";
import type { HardshrinkOptions } from "./ops/activation/hardshrink.js";
import type { HardtanhOptions } from "./ops/activation/hardtanh.js";
import type { InplaceOptions } from "./ops/activation/inplace.js";
import type { LeakyReluOptions } from "./ops/activation/leakyRelu.js";
import type { SoftmaxDimOptions, SoftmaxOptions } from "./ops/activation/softmax.js";
import type { SoftplusOptions } from "./ops/activation/softplus.js";
import type { SoftshrinkOptions } from "./ops/activation/softshrink.js";
import type { AlphaOptions } from "./ops/arithmetic/add.js";
import type { AddcOptions } from "./ops/arithmetic/addcmul.js";
import type { ClampOptions } from "./ops/arithmetic/clamp.js";
import type { DivOptions } from "./ops/arithmetic/div.js";
import type { ToOptions } from "./ops/cast.js";
import type { CloseOptions } from "./ops/compare/close.js";
import type { BiasOptions, Conv1dOptions, Conv2dOptions } from "./ops/conv/conv2d.js";
import type { ConvTranspose1dOptions, ConvTranspose2dOptions } from "./ops/conv/convTranspose2d.js";
import type { IndexPutOptions } from "./ops/indexing/indexPut.js";
import type { IndexAddOptions } from "./ops/indexing/indexSelect.js";
import type { Index } from "./ops/indexing/locate.js";
import type { NonzeroOptions } from "./ops/indexing/nonzero.js";
import type { BincountOptions } from "./ops/indexing/oneHot.js";
import type { ScatterOptions } from "./ops/indexing/scatter.js";
import type { ScatterReduceOptions, ScatterReduction } from "./ops/indexing/scatterReduce.js";
import type { SortOptions } from "./ops/indexing/sort.js";
import type { TopkOptions } from "./ops/indexing/topk.js";
import type { RollOptions } from "./ops/join/flip.js";
import type { PadMode, PadOptions } from "./ops/join/pad.js";
import type { SplitOptions } from "./ops/join/split.js";
import type { AddProductOptions } from "./ops/linalg/addmm.js";
import type { SignAndLog } from "./ops/linalg/determinant.js";
import type { DiagonalOptions } from "./ops/linalg/diagonal.js";
import type { NanToNumOptions } from "./ops/math/nanToNum.js";
import type { RoundOptions } from "./ops/math/round.js";
import type { AdaptiveLength, AdaptiveSize } from "./ops/pool/adaptiveAvgPool.js";
import type { AdaptiveMaxPoolOptions } from "./ops/pool/adaptiveMaxPool.js";
import type { AvgPool1dOptions, AvgPool2dOptions } from "./ops/pool/avgPool2d.js";
import type { MaxPool1dOptions, MaxPool2dOptions, PoolIndicesArguments, WithIndices, WithoutIndices } from "./ops/pool/maxPool2d.js";
import type { ArgReduceOptions } from "./ops/reduce/argmax.js";
import type { NormOptions } from "./ops/reduce/norm.js";
import type { AccumulationOptions, Dims, KeepDimDTypeOptions, KeepDimOptions, ReductionDTypeOptions, ReductionOptions } from "./ops/reduce/reduction.js";
import type { VarianceOptions } from "./ops/reduce/var.js";
import type { ValuesAndIndices } from "./ops/valuesAndIndices.js";
import type { SliceOptions } from "./ops/view/slice.js";
import type { Pair, Single } from "./ops/windows.js";
import type { Shape, Sizes } from "./shape.js";

declare module "./tensor.js" {
  interface Tensor {
    /**
     * A copy of the elements in row-major order; works on every device.
     *
     * @returns A Float32Array, Float64Array or Int32Array, as the dtype is; of uint8 and bool a Uint8Array.
     * @example
     * await tensor([[1, 2], [3, 4]]).t().read(); // => [1, 3, 2, 4]
     */
    read(): Promise<TypedArray>;

    /**
     * A copy of the elements in row-major order, read at once.
     *
     * @returns A Float32Array, Float64Array or Int32Array, as the dtype is; of uint8 and bool a Uint8Array.
     * @throws {DeviceError} on a device that needs `await`.
     * @example
     * tensor([[1, 2], [3, 4]]).readSync(); // => [1, 2, 3, 4]
     */
    readSync(): TypedArray;

    /**
     * The elements as a typed array, row by row: NumPy's array here. It is a copy, where PyTorch shares the memory, so the
     * tensor may require a gradient; its shape is `x.shape`.
     *
     * @returns A Float32Array, Float64Array or Int32Array, as the dtype is; of uint8 and bool a Uint8Array.
     * @throws {DeviceError} on a device that needs `await`.
     * @example
     * tensor([[1, 2], [3, 4]]).numpy(); // => [1, 2, 3, 4]
     * @see https://pytorch.org/docs/stable/generated/torch.Tensor.numpy.html
     */
    numpy(): TypedArray;

    /**
     * The only element, as a number.
     *
     * @throws {ShapeError} when there is not exactly one.
     * @throws {DeviceError} on a device that needs `await`.
     * @example
     * tensor([[7]]).item(); // => 7
     * @see https://pytorch.org/docs/stable/generated/torch.Tensor.item.html
     */
    item(): number;

    /**
     * The elements as nested arrays; bool gives booleans, a 0-d tensor the element itself.
     *
     * @throws {DeviceError} on a device that needs `await`.
     * @example
     * tensor([[1, 2], [3, 4]]).toArray(); // => [[1, 2], [3, 4]]
     */
    toArray(): NestedArray;

    /**
     * The elements as nested arrays, PyTorch's name of {@link Tensor.toArray}.
     *
     * @throws {DeviceError} on a device that needs `await`.
     * @example
     * tensor([[1, 2], [3, 4]]).tolist(); // => [[1, 2], [3, 4]]
     * @see https://pytorch.org/docs/stable/generated/torch.Tensor.tolist.html
     */
    tolist(): NestedArray;

    /**
     * What `JSON.stringify` writes: the elements as nested arrays. JSON has no NaN and no infinities, which it writes as null.
     *
     * @param key The name under which the tensor stands, which `JSON.stringify` gives.
     * @throws {DeviceError} on a device that needs `await`.
     * @example
     * JSON.stringify({ x: tensor([1, 2]) }); // => {"x":[1,2]}
     */
    toJSON(key?: string): NestedArray;

    /**
     * The tensor with another dtype, or on another device; itself when there is nothing to change. Floats become
     * integers by truncation towards zero, and int32 becomes uint8 modulo 256. Gradients flow back through a change of float
     * dtype.
     *
     * @param device A device, a dtype, or a tensor whose device and dtype to take.
     * @param dtype The dtype, beside a device. Default: the tensor's own.
     * @throws {DTypeError} for an unknown dtype.
     * @throws {ArgumentError} when there is neither a device nor a dtype, or two dtypes.
     * @throws {ValueError} for NaN and floats that an integer dtype does not hold; not on a device that is only read with `await`.
     * @throws {DeviceError} when the device does not hold the dtype, and when moving off one that can only be read with `await`.
     * @example
     * tensor([1.7, -1.7]).to("int32"); // => tensor([ 1, -1])
     * tensor([1.7]).to({ device: cpu, dtype: "int32" }); // => tensor([1], device='cpu')
     * tensor([1.7]).to(tensor([2], { dtype: "int32" })); // => tensor([1])
     * @see https://pytorch.org/docs/stable/generated/torch.Tensor.to.html
     */
    to(device: Device | DType | Tensor | null | ToOptions, dtype?: DType | null | Pick<ToOptions, "dtype">): Tensor;

    /**
     * The tensor as float32; itself when it is float32 already.
     *
     * @example
     * tensor([1, 2], { dtype: "int32" }).float(); // => tensor([1., 2.])
     * @see https://pytorch.org/docs/stable/generated/torch.Tensor.float.html
     */
    float(): Tensor;

    /**
     * The tensor as float64; itself when it is float64 already.
     *
     * @example
     * tensor([1, 2]).double().dtype; // => float64
     * @see https://pytorch.org/docs/stable/generated/torch.Tensor.double.html
     */
    double(): Tensor;

    /**
     * The tensor as int32, fractions cut off; itself when it is int32 already.
     *
     * @example
     * tensor([1.7, -1.7]).int(); // => tensor([ 1, -1])
     * @see https://pytorch.org/docs/stable/generated/torch.Tensor.int.html
     */
    int(): Tensor;

    /**
     * The tensor as int32, which holds labels and indices here: there is no int64.
     *
     * @example
     * tensor([3, 1]).long(); // => tensor([3, 1])
     * @see https://pytorch.org/docs/stable/generated/torch.Tensor.long.html
     */
    long(): Tensor;

    /**
     * The tensor as bool: true for what is not 0.
     *
     * @example
     * tensor([0, 2, NaN]).bool(); // => tensor([False,  True,  True])
     * @see https://pytorch.org/docs/stable/generated/torch.Tensor.bool.html
     */
    bool(): Tensor;

    /**
     * The tensor as uint8, fractions cut off; itself when it is uint8 already.
     *
     * @example
     * tensor([7.5, 255]).byte(); // => tensor([  7, 255], dtype=uint8)
     * @see https://pytorch.org/docs/stable/generated/torch.Tensor.byte.html
     */
    byte(): Tensor;

    /**
     * The tensor on the CPU reference, the device `cpu`; itself when it is there already.
     *
     * @throws {DeviceError} from a device that can only be read with `await`.
     * @example
     * tensor([1]).cpu().device === cpu; // => true
     * @see https://pytorch.org/docs/stable/generated/torch.Tensor.cpu.html
     */
    cpu(): Tensor;

    /**
     * The tensor with the dtype of another one.
     *
     * @param other The tensor whose dtype to take.
     * @example
     * tensor([1.5]).typeAs(tensor([2], { dtype: "int32" })); // => tensor([1])
     * @see https://pytorch.org/docs/stable/generated/torch.Tensor.type_as.html
     */
    typeAs(other: Tensor): Tensor;

    /**
     * A tensor whose values nobody has set, with the dtype and on the device of this one unless told otherwise.
     *
     * @param size Sizes of the dimensions, each >= 0, as a list or one by one; `[]` makes a scalar.
     * @throws {ArgumentError} without sizes.
     * @throws {ShapeError} for a size that is negative or no whole number.
     * @throws {DTypeError} for an unknown dtype.
     * @example
     * ones(2, { dtype: "int32" }).newEmpty(3).shape; // => [3]
     * @see https://pytorch.org/docs/stable/generated/torch.Tensor.new_empty.html
     */
    newEmpty(...args: SizesAndOptions): Tensor;

    /**
     * A tensor of zeros, with the dtype and on the device of this one unless told otherwise.
     *
     * @param size Sizes of the dimensions, each >= 0, as a list or one by one; `[]` makes a scalar.
     * @throws {ArgumentError} without sizes.
     * @throws {ShapeError} for a size that is negative or no whole number.
     * @throws {DTypeError} for an unknown dtype.
     * @example
     * ones(2, { dtype: "int32" }).newZeros(3); // => tensor([0, 0, 0])
     * @see https://pytorch.org/docs/stable/generated/torch.Tensor.new_zeros.html
     */
    newZeros(...args: SizesAndOptions): Tensor;

    /**
     * A tensor of ones, with the dtype and on the device of this one unless told otherwise.
     *
     * @param size Sizes of the dimensions, each >= 0, as a list or one by one; `[]` makes a scalar.
     * @throws {ArgumentError} without sizes.
     * @throws {ShapeError} for a size that is negative or no whole number.
     * @throws {DTypeError} for an unknown dtype.
     * @example
     * ones(2, { dtype: "int32" }).newOnes(3); // => tensor([1, 1, 1])
     * @see https://pytorch.org/docs/stable/generated/torch.Tensor.new_ones.html
     */
    newOnes(...args: SizesAndOptions): Tensor;

    /**
     * A tensor of one value, with the dtype and on the device of this one unless told otherwise.
     *
     * @param size Sizes of the dimensions, each >= 0.
     * @param fillValue Value of every element.
     * @throws {ShapeError} for a size that is negative or no whole number.
     * @throws {ValueError} for a value that the dtype does not hold.
     * @throws {DTypeError} for an unknown dtype.
     * @example
     * ones(2, { dtype: "int32" }).newFull([3], 7); // => tensor([7, 7, 7])
     * @see https://pytorch.org/docs/stable/generated/torch.Tensor.new_full.html
     */
    newFull(size: Shape, fillValue: number | boolean, options?: TensorOptions): Tensor;

    /**
     * A tensor of the given numbers, with the dtype and on the device of this one unless told otherwise.
     *
     * @param data Numbers or booleans; the arrays of a level are equally long.
     * @throws {ShapeError} for ragged nested arrays.
     * @throws {ValueError} for elements that are neither numbers nor booleans, and for numbers that the dtype does not hold.
     * @throws {DTypeError} for an unknown dtype.
     * @example
     * ones(2, { dtype: "int32" }).newTensor([3, 4]); // => tensor([3, 4])
     * @see https://pytorch.org/docs/stable/generated/torch.Tensor.new_tensor.html
     */
    newTensor(data: TensorData, options?: TensorOptions): Tensor;

    /**
     * A copy with memory of its own, row-major; gradients flow back to the original.
     *
     * @example
     * const x = tensor([1, 2]);
     * x.clone().fill_(0);
     * x; // => tensor([1., 2.])
     * @see https://pytorch.org/docs/stable/generated/torch.clone.html
     */
    clone(): Tensor;

    /**
     * The tensor itself when its elements lie in row-major order without gaps, and else a copy where they do.
     *
     * @example
     * tensor([[1, 2], [3, 4]]).t().contiguous().strides; // => [2, 1]
     * @see https://pytorch.org/docs/stable/generated/torch.Tensor.contiguous.html
     */
    contiguous(): Tensor;

    /**
     * The same elements in the same memory, cut off from the graph: no gradient flows through it.
     *
     * @example
     * ones(2).requiresGrad_().detach().requiresGrad; // => false
     * @see https://pytorch.org/docs/stable/generated/torch.Tensor.detach.html
     */
    detach(): Tensor;

    /**
     * Overwrites the tensor with the elements of `src`, which broadcasts and is converted to its dtype.
     *
     * @param src A tensor of any dtype and device, or a number.
     * @throws {ShapeError} when `src` does not broadcast to the tensor's shape.
     * @example
     * const x = zeros(2, 3);
     * x.select(0, 1).copy_(tensor([1, 2, 3]));
     * x; // => tensor([[0., 0., 0.],
     * //            [1., 2., 3.]])
     * @see https://pytorch.org/docs/stable/generated/torch.Tensor.copy_.html
     */
    copy_(src: Operand): this;

    /**
     * Writes `value` into every element, in place.
     *
     * @param value A number that the tensor's dtype holds; a fraction is cut off in a tensor of integers.
     * @throws {ValueError} for a number that the dtype does not hold.
     * @throws {ArgumentError} for what is no number.
     * @example
     * zeros(2).fill_(7); // => tensor([7., 7.])
     * @see https://pytorch.org/docs/stable/generated/torch.Tensor.fill_.html
     */
    fill_(value: number): this;

    /**
     * Writes 0 into every element, in place.
     *
     * @example
     * ones(2).zero_(); // => tensor([0., 0.])
     * @see https://pytorch.org/docs/stable/generated/torch.Tensor.zero_.html
     */
    zero_(): this;

    /**
     * Overwrites the tensor with numbers uniform in [from, to), in the order in which its elements lie in memory.
     *
     * @param from Least number. Default 0.
     * @param to Bound that is not reached. Default 1.
     * @throws {ValueError} unless from <= to.
     * @throws {DTypeError} for a dtype that is no float.
     * @example
     * manualSeed(0);
     * zeros(2).uniform_(0, 10); // => tensor([4.9626, 7.6822])
     * @see https://pytorch.org/docs/stable/generated/torch.Tensor.uniform_.html
     */
    uniform_(
      from?: number | (GeneratorOptions & { readonly from?: number; readonly to?: number }),
      to?: number | (GeneratorOptions & { readonly to?: number }),
      options?: GeneratorOptions,
    ): this;

    /**
     * Overwrites the tensor with numbers of a normal distribution, in the order in which its elements lie in memory.
     *
     * @param mean Mean of the distribution. Default 0.
     * @param std Standard deviation, >= 0. Default 1.
     * @throws {ValueError} for a negative standard deviation.
     * @throws {DTypeError} for a dtype that is no float.
     * @example
     * manualSeed(0);
     * zeros(2).normal_(10, { std: 2 }); // => tensor([13.0820,  9.4131])
     * @see https://pytorch.org/docs/stable/generated/torch.Tensor.normal_.html
     */
    normal_(
      mean?: number | (GeneratorOptions & { readonly mean?: number; readonly std?: number }),
      std?: number | (GeneratorOptions & { readonly std?: number }),
      options?: GeneratorOptions,
    ): this;

    /**
     * Draws 1 with the probability that each element gives, else 0; of the same dtype.
     *
     * @throws {ValueError} for a probability outside.
     * @throws {DTypeError} for a dtype that is no float.
     * @example
     * tensor([0, 1]).bernoulli(); // => tensor([0., 1.])
     * @see https://pytorch.org/docs/stable/generated/torch.bernoulli.html
     */
    bernoulli(options?: GeneratorOptions): Tensor;

    /**
     * Overwrites the tensor with 1 with probability p, else 0, in the order in which its elements lie in memory.
     *
     * @param p Probability of 1, in [0, 1]. Default 0.5.
     * @throws {ValueError} for a probability outside.
     * @throws {DTypeError} for a dtype that is no float.
     * @example
     * zeros(2).bernoulli_(1); // => tensor([1., 1.])
     * @see https://pytorch.org/docs/stable/generated/torch.Tensor.bernoulli_.html
     */
    bernoulli_(p?: number | (GeneratorOptions & { readonly p?: number }), options?: GeneratorOptions): this;

    /**
     * Indices drawn with a probability proportional to the weights, int32: from a vector, or from each row of a matrix.
     *
     * @param numSamples Number of draws, >= 1.
     * @param replacement Allow an index to be drawn again. Default false.
     * @throws {ValueError} for weights that are negative or sum to 0, or more draws than indices without replacement.
     * @throws {ShapeError} unless x has 1 or 2 dimensions.
     * @throws {DTypeError} for a dtype that is no float.
     * @example
     * tensor([0, 5, 0]).multinomial(1); // => tensor([1])
     * tensor([0, 5, 0]).multinomial(3, { replacement: true }); // => tensor([1, 1, 1])
     * @see https://pytorch.org/docs/stable/generated/torch.multinomial.html
     */
    multinomial(numSamples: number, replacement?: boolean | MultinomialOptions, options?: GeneratorOptions): Tensor;

    /**
     * Overwrites the tensor with whole numbers in [from, to), in the order in which its elements lie in memory: `random_()`,
     * `random_(to)` or `random_(from, to)`. Without bounds they run from 0 to the largest one that the dtype holds exactly,
     * 2^24 of float32 and 2^53 of float64.
     *
     * @param from Least number; a bound that stands alone is `to`. Default 0.
     * @param to Bound that is not reached. Default null: the dtype's largest number is the last one.
     * @throws {ValueError} unless from < to, and for numbers that the dtype does not hold.
     * @example
     * manualSeed(0);
     * zeros(5).random_(10); // => tensor([4., 9., 3., 0., 3.])
     * @see https://pytorch.org/docs/stable/generated/torch.Tensor.random_.html
     */
    random_(
      from?: number | (GeneratorOptions & { readonly from?: number; readonly to?: number | null }),
      to?: number | null | (GeneratorOptions & { readonly to?: number | null }),
      options?: GeneratorOptions,
    ): this;

    /**
     * Overwrites the tensor with numbers of the exponential distribution, whose density is `lambd * exp(-lambd * x)`, in the
     * order in which its elements lie in memory.
     *
     * @param lambd Rate, >= 0; 0 gives infinities. Default 1.
     * @throws {ValueError} for a negative rate.
     * @throws {DTypeError} for a dtype that is no float.
     * @example
     * manualSeed(0);
     * zeros(3).exponential_(2.5); // => tensor([1.4033, 0.4922, 0.2460])
     * @see https://pytorch.org/docs/stable/generated/torch.Tensor.exponential_.html
     */
    exponential_(lambd?: number | (GeneratorOptions & { readonly lambd?: number }), options?: GeneratorOptions): this;

    /**
     * Overwrites the tensor with numbers of trials up to the first success, 1 and more, in the order in which its elements lie
     * in memory: `k` has the probability `(1 - p)^(k - 1) * p`.
     *
     * @param p Probability of a success, in (0, 1).
     * @throws {ValueError} for a probability outside.
     * @throws {DTypeError} for a bool tensor.
     * @example
     * manualSeed(0);
     * zeros(4).geometric_(0.3); // => tensor([1., 1., 3., 1.])
     * @see https://pytorch.org/docs/stable/generated/torch.Tensor.geometric_.html
     */
    geometric_(p: number | (GeneratorOptions & { readonly p: number }), options?: GeneratorOptions): this;

    /**
     * Overwrites the tensor with `exp(n)` of normal numbers n, in the order in which its elements lie in memory.
     *
     * @param mean Mean of n. Default 1.
     * @param std Standard deviation of n, >= 0. Default 2.
     * @throws {ValueError} for a negative standard deviation.
     * @throws {DTypeError} for a dtype that is no float.
     * @example
     * manualSeed(0);
     * zeros(2).logNormal_(0, { std: 1 }); // => tensor([4.6692, 0.7457])
     * @see https://pytorch.org/docs/stable/generated/torch.Tensor.log_normal_.html
     */
    logNormal_(
      mean?: number | (GeneratorOptions & { readonly mean?: number; readonly std?: number }),
      std?: number | (GeneratorOptions & { readonly std?: number }),
      options?: GeneratorOptions,
    ): this;

    /**
     * Overwrites the tensor with numbers of the Cauchy distribution, in the order in which its elements lie in memory.
     *
     * @param median Median of the distribution. Default 0.
     * @param sigma Half of its width at half of its height, >= 0. Default 1.
     * @throws {ValueError} for a negative width.
     * @throws {DTypeError} for a dtype that is no float.
     * @example
     * manualSeed(0);
     * zeros(2).cauchy_(); // => tensor([10.5977,  0.7648])
     * @see https://pytorch.org/docs/stable/generated/torch.Tensor.cauchy_.html
     */
    cauchy_(
      median?: number | (GeneratorOptions & { readonly median?: number; readonly sigma?: number }),
      sigma?: number | (GeneratorOptions & { readonly sigma?: number }),
      options?: GeneratorOptions,
    ): this;

    /**
     * Elementwise sum, `x + alpha * other`, with broadcasting and type promotion.
     *
     * @param other A tensor that broadcasts with x, or a number.
     * @param options A factor for other.
     * @throws {ShapeError} when the shapes do not broadcast.
     * @example
     * tensor([1, 2]).add(tensor([[10], [20]])); // => tensor([[11., 12.],
     * //            [21., 22.]])
     * @see https://pytorch.org/docs/stable/generated/torch.add.html
     */
    add(other: Operand, options?: AlphaOptions): Tensor;

    /**
     * {@link Tensor.add}, in place.
     *
     * @param other A tensor that broadcasts to the shape of x, or a number.
     * @param options A factor for other.
     * @throws {ShapeError} when the result has another shape than x.
     * @throws {DTypeError} for a float added to an integer tensor.
     * @example
     * tensor([1, 2]).add_(tensor([10, 20]), { alpha: 2 }); // => tensor([21., 42.])
     * @see https://pytorch.org/docs/stable/generated/torch.Tensor.add_.html
     */
    add_(other: Operand, options?: AlphaOptions): this;

    /**
     * Elementwise product, with broadcasting and type promotion.
     *
     * @param other A tensor that broadcasts with x, or a number.
     * @throws {ShapeError} when the shapes do not broadcast.
     * @example
     * tensor([1, 2, 3]).mul(2); // => tensor([2., 4., 6.])
     * @see https://pytorch.org/docs/stable/generated/torch.mul.html
     */
    mul(other: Operand): Tensor;

    /**
     * {@link Tensor.mul}, in place.
     *
     * @param other A tensor that broadcasts to the shape of x, or a number.
     * @throws {ShapeError} when the shapes do not broadcast.
     * @example
     * tensor([1, 2, 3]).mul_(2); // => tensor([2., 4., 6.])
     * @see https://pytorch.org/docs/stable/generated/torch.Tensor.mul_.html
     */
    mul_(other: Operand): this;

    /**
     * Elementwise difference, `x - alpha * other`, with broadcasting and type promotion.
     *
     * @param other A tensor that broadcasts with x, or a number.
     * @param options A factor for other.
     * @throws {ShapeError} when the shapes do not broadcast.
     * @throws {DTypeError} for two bool tensors.
     * @example
     * tensor([5, 7]).sub(tensor([1, 2])); // => tensor([4., 5.])
     * @see https://pytorch.org/docs/stable/generated/torch.sub.html
     */
    sub(other: Operand, options?: AlphaOptions): Tensor;

    /**
     * {@link Tensor.sub}, in place.
     *
     * @param other A tensor that broadcasts to the shape of x, or a number.
     * @param options A factor for other.
     * @throws {ShapeError} when the result has another shape than x.
     * @throws {DTypeError} for two bool tensors, and for a float subtracted from an integer tensor.
     * @example
     * tensor([5, 7]).sub_(tensor([1, 2]), { alpha: 2 }); // => tensor([3., 3.])
     * @see https://pytorch.org/docs/stable/generated/torch.Tensor.sub_.html
     */
    sub_(other: Operand, options?: AlphaOptions): this;

    /**
     * The difference the other way round, `other - alpha * x`, for numbers on the left.
     *
     * @param other A tensor that broadcasts with x, or a number.
     * @param options A factor for x.
     * @throws {DTypeError} for two bool tensors.
     * @example
     * tensor([1, 2]).rsub(10); // => tensor([9., 8.])
     * @see https://pytorch.org/docs/stable/generated/torch.sub.html
     */
    rsub(other: Operand, options?: AlphaOptions): Tensor;

    /**
     * Elementwise quotient, with broadcasting. Integers give float32, unless a rounding mode is given.
     *
     * @param other A tensor that broadcasts with x, or a number.
     * @param options The rounding mode.
     * @throws {ShapeError} when the shapes do not broadcast.
     * @throws {ValueError} for an unknown rounding mode, or an integer division by zero.
     * @example
     * tensor([7, -7]).div(2); // => tensor([ 3.5000, -3.5000])
     * tensor([7, -7]).div(2, { roundingMode: "floor" }); // => tensor([ 3., -4.])
     * @see https://pytorch.org/docs/stable/generated/torch.div.html
     */
    div(other: Operand, options?: DivOptions): Tensor;

    /**
     * {@link Tensor.div}, in place.
     *
     * @param other A tensor that broadcasts to the shape of x, or a number.
     * @param options The rounding mode.
     * @throws {DTypeError} for an integer tensor without a rounding mode, or with a fraction as divisor.
     * @throws {ValueError} for an unknown rounding mode, or an integer division by zero.
     * @example
     * tensor([7, -7]).div_(2); // => tensor([ 3.5000, -3.5000])
     * @see https://pytorch.org/docs/stable/generated/torch.Tensor.div_.html
     */
    div_(other: Operand, options?: DivOptions): this;

    /**
     * The quotient rounded down, with broadcasting; integers stay integers. The gradient is 0.
     *
     * @param other A tensor that broadcasts with x, or a number.
     * @throws {ValueError} for an integer division by zero.
     * @example
     * tensor([7, -7]).floorDivide(2); // => tensor([ 3., -4.])
     * @see https://pytorch.org/docs/stable/generated/torch.floor_divide.html
     */
    floorDivide(other: Operand): Tensor;

    /**
     * The remainder with the sign of the divisor, as Python's `%`: `x - floor(x / other) * other`.
     *
     * @param other A tensor that broadcasts with x, or a number.
     * @throws {ValueError} for an integer division by zero.
     * @example
     * tensor([-3, 5]).remainder(2); // => tensor([1., 1.])
     * @see https://pytorch.org/docs/stable/generated/torch.remainder.html
     */
    remainder(other: Operand): Tensor;

    /**
     * The remainder with the sign of the dividend, as C's `fmod`: `x - trunc(x / other) * other`.
     *
     * @param other A tensor that broadcasts with x, or a number.
     * @throws {ValueError} for an integer division by zero.
     * @example
     * tensor([-3, 5]).fmod(2); // => tensor([-1.,  1.])
     * @see https://pytorch.org/docs/stable/generated/torch.fmod.html
     */
    fmod(other: Operand): Tensor;

    /**
     * Each element to the power of the other, with broadcasting. Anything to the power 0 is 1.
     *
     * @param exponent A tensor that broadcasts with x, or a number.
     * @throws {ShapeError} when the shapes do not broadcast.
     * @throws {ValueError} for integers to a negative power.
     * @example
     * tensor([1, 2, 3]).pow(2); // => tensor([1., 4., 9.])
     * @see https://pytorch.org/docs/stable/generated/torch.pow.html
     */
    pow(exponent: Operand): Tensor;

    /**
     * {@link Tensor.pow}, in place.
     *
     * @param exponent A tensor that broadcasts to the shape of x, or a number.
     * @throws {ValueError} for integers to a negative power.
     * @throws {DTypeError} for an integer tensor to a fractional power.
     * @example
     * tensor([1, 2, 3]).pow_(2); // => tensor([1., 4., 9.])
     * @see https://pytorch.org/docs/stable/generated/torch.Tensor.pow_.html
     */
    pow_(exponent: Operand): this;

    /**
     * A number to the power of each element, for numbers on the left: `base ** x`.
     *
     * @param base A number.
     * @example
     * tensor([1, 2, 3]).rpow(2); // => tensor([2., 4., 8.])
     * @see https://pytorch.org/docs/stable/generated/torch.pow.html
     */
    rpow(base: number): Tensor;

    /**
     * The larger of both elements, with broadcasting; NaN wins. Equal elements get half of the gradient each.
     *
     * @param other A tensor that broadcasts with x, or a number.
     * @throws {ShapeError} when the shapes do not broadcast.
     * @example
     * tensor([1, 5]).maximum(tensor([3, 2])); // => tensor([3., 5.])
     * @see https://pytorch.org/docs/stable/generated/torch.maximum.html
     */
    maximum(other: Operand): Tensor;

    /**
     * The smaller of both elements, with broadcasting; NaN wins. Equal elements get half of the gradient each.
     *
     * @param other A tensor that broadcasts with x, or a number.
     * @throws {ShapeError} when the shapes do not broadcast.
     * @example
     * tensor([1, 5]).minimum(tensor([3, 2])); // => tensor([1., 2.])
     * @see https://pytorch.org/docs/stable/generated/torch.minimum.html
     */
    minimum(other: Operand): Tensor;

    /**
     * A point on the way from `x` to `end`: `x + weight * (end - x)`, with broadcasting.
     *
     * @param end A tensor that broadcasts with x.
     * @param weight 0 gives x, 1 gives end.
     * @throws {ShapeError} when the shapes do not broadcast.
     * @example
     * tensor([0, 10]).lerp(tensor([10, 20]), 0.5); // => tensor([ 5., 15.])
     * @see https://pytorch.org/docs/stable/generated/torch.lerp.html
     */
    lerp(end: Tensor, weight: Operand): Tensor;

    /**
     * {@link Tensor.lerp}, in place.
     *
     * @param end A tensor that broadcasts to the shape of x.
     * @param weight 0 gives x, 1 gives end.
     * @throws {ShapeError} when the shapes do not broadcast.
     * @throws {DTypeError} for a tensor that cannot hold the result, such as integers and a fraction.
     * @example
     * tensor([0, 10]).lerp_(tensor([10, 20]), 0.5); // => tensor([ 5., 15.])
     * @see https://pytorch.org/docs/stable/generated/torch.Tensor.lerp_.html
     */
    lerp_(end: Tensor, weight: Operand): this;

    /**
     * `x + value * tensor1 * tensor2`, with broadcasting.
     *
     * @param tensor1 A tensor that broadcasts with x.
     * @param tensor2 A tensor that broadcasts with x.
     * @param options A factor for what is added.
     * @throws {ShapeError} when the shapes do not broadcast.
     * @example
     * tensor([1]).addcmul(tensor([2]), tensor([3]), { value: 0.5 }); // => tensor([4.])
     * @see https://pytorch.org/docs/stable/generated/torch.addcmul.html
     */
    addcmul(tensor1: Tensor, tensor2: Tensor, options?: AddcOptions): Tensor;

    /**
     * {@link Tensor.addcmul}, in place.
     *
     * @param tensor1 A tensor that broadcasts with x.
     * @param tensor2 A tensor that broadcasts with x.
     * @param options A factor for what is added.
     * @throws {ShapeError} when the result has another shape than x.
     * @example
     * tensor([1]).addcmul_(tensor([2]), tensor([3]), { value: 0.5 }); // => tensor([4.])
     * @see https://pytorch.org/docs/stable/generated/torch.Tensor.addcmul_.html
     */
    addcmul_(tensor1: Tensor, tensor2: Tensor, options?: AddcOptions): this;

    /**
     * `x + value * tensor1 / tensor2`, with broadcasting.
     *
     * @param tensor1 A tensor that broadcasts with x.
     * @param tensor2 A tensor that broadcasts with x.
     * @param options A factor for what is added.
     * @throws {ShapeError} when the shapes do not broadcast.
     * @example
     * tensor([1]).addcdiv(tensor([6]), tensor([3])); // => tensor([3.])
     * @see https://pytorch.org/docs/stable/generated/torch.addcdiv.html
     */
    addcdiv(tensor1: Tensor, tensor2: Tensor, options?: AddcOptions): Tensor;

    /**
     * {@link Tensor.addcdiv}, in place.
     *
     * @param tensor1 A tensor that broadcasts with x.
     * @param tensor2 A tensor that broadcasts with x.
     * @param options A factor for what is added.
     * @throws {ShapeError} when the result has another shape than x.
     * @example
     * tensor([1]).addcdiv_(tensor([6]), tensor([3])); // => tensor([3.])
     * @see https://pytorch.org/docs/stable/generated/torch.Tensor.addcdiv_.html
     */
    addcdiv_(tensor1: Tensor, tensor2: Tensor, options?: AddcOptions): this;

    /**
     * Elements below `min` become min, above `max` max. The gradient is 1 from bound to bound, both included, and 0
     * outside and at NaN. Where min is above max the result is max.
     *
     * @param min Lower bound: a number, or a tensor that broadcasts with x. Default null: none.
     * @param max Upper bound: a number, or a tensor that broadcasts with x. Default null: none.
     * @throws {ValueError} when neither bound is given.
     * @example
     * tensor([-2, 0.5, 3]).clamp(-1, 1); // => tensor([-1.0000,  0.5000,  1.0000])
     * tensor([-2, 0.5, 3]).clamp({ min: 0 }); // => tensor([0.0000, 0.5000, 3.0000])
     * @see https://pytorch.org/docs/stable/generated/torch.clamp.html
     */
    clamp(min?: Operand | ClampOptions | null, max?: Operand | Omit<ClampOptions, "min"> | null): Tensor;

    /**
     * {@link Tensor.clamp}, in place.
     *
     * @param min Lower bound: a number, or a tensor that broadcasts to the shape of x. Default null: none.
     * @param max Upper bound: a number, or a tensor that broadcasts to the shape of x. Default null: none.
     * @throws {ValueError} when neither bound is given.
     * @throws {DTypeError} for a fraction as bound of an integer tensor.
     * @example
     * tensor([-2, 0.5, 3]).clamp_(-1, 1); // => tensor([-1.0000,  0.5000,  1.0000])
     * @see https://pytorch.org/docs/stable/generated/torch.Tensor.clamp_.html
     */
    clamp_(min?: Operand | ClampOptions | null, max?: Operand | Omit<ClampOptions, "min"> | null): this;

    /**
     * {@link Tensor.clamp} with a lower bound only.
     *
     * @param min A number, or a tensor that broadcasts with x.
     * @throws {ShapeError} when the shapes do not broadcast.
     * @example
     * tensor([-2, 3]).clampMin(0); // => tensor([0., 3.])
     * @see https://pytorch.org/docs/stable/generated/torch.clamp.html
     */
    clampMin(min: Operand): Tensor;

    /**
     * {@link Tensor.clamp} with an upper bound only.
     *
     * @param max A number, or a tensor that broadcasts with x.
     * @throws {ShapeError} when the shapes do not broadcast.
     * @example
     * tensor([-2, 3]).clampMax(0); // => tensor([-2.,  0.])
     * @see https://pytorch.org/docs/stable/generated/torch.clamp.html
     */
    clampMax(max: Operand): Tensor;

    /**
     * The angle in radians of the point (other, x), in [-pi, pi].
     *
     * @param other A tensor that broadcasts with x, or a number.
     * @throws {ShapeError} when the shapes do not broadcast.
     * @example
     * tensor([1, -1]).atan2(tensor([1, -1])); // => tensor([ 0.7854, -2.3562])
     * @see https://pytorch.org/docs/stable/generated/torch.atan2.html
     */
    atan2(other: Operand): Tensor;

    /**
     * The part after the point, with the sign of the element.
     *
     * @example
     * tensor([1.5, -2.5]).frac(); // => tensor([ 0.5000, -0.5000])
     * @see https://pytorch.org/docs/stable/generated/torch.frac.html
     */
    frac(): Tensor;

    /**
     * Numbers in the place of NaN and the infinities; their gradient is 0.
     *
     * @param nan The number in place of NaN. Default 0.
     * @param posinf The number in place of Infinity. Default: the largest number of the dtype.
     * @param neginf The number in place of -Infinity. Default: the least number of the dtype.
     * @example
     * tensor([Number.NaN, 1, Infinity]).nanToNum({ nan: 5, posinf: 9 }); // => tensor([5., 1., 9.])
     * @see https://pytorch.org/docs/stable/generated/torch.nan_to_num.html
     */
    nanToNum(
      nan?: number | NanToNumOptions | null,
      posinf?: number | Omit<NanToNumOptions, "nan"> | null,
      neginf?: number | Pick<NanToNumOptions, "neginf"> | null,
    ): Tensor;

    /**
     * e to the power of each element. Integers become float32 first.
     *
     * @example
     * tensor([0, 1]).exp(); // => tensor([1.0000, 2.7183])
     * @see https://pytorch.org/docs/stable/generated/torch.exp.html
     */
    exp(): Tensor;

    /**
     * {@link Tensor.exp}, in place.
     *
     * @throws {DTypeError} for an integer tensor.
     * @example
     * tensor([0, 1]).exp_(); // => tensor([1.0000, 2.7183])
     * @see https://pytorch.org/docs/stable/generated/torch.Tensor.exp_.html
     */
    exp_(): this;

    /**
     * `exp(x) - 1`, exact where x is close to 0. Integers become float32 first.
     *
     * @example
     * tensor([1e-5]).expm1(); // => tensor([1.0000e-05])
     * @see https://pytorch.org/docs/stable/generated/torch.expm1.html
     */
    expm1(): Tensor;

    /**
     * The natural logarithm; -inf at 0, NaN below. Integers become float32 first.
     *
     * @example
     * tensor([1, 10]).log(); // => tensor([0.0000, 2.3026])
     * @see https://pytorch.org/docs/stable/generated/torch.log.html
     */
    log(): Tensor;

    /**
     * {@link Tensor.log}, in place.
     *
     * @throws {DTypeError} for an integer tensor.
     * @example
     * tensor([1, 10]).log_(); // => tensor([0.0000, 2.3026])
     * @see https://pytorch.org/docs/stable/generated/torch.Tensor.log_.html
     */
    log_(): this;

    /**
     * `log(1 + x)`, exact where x is close to 0. Integers become float32 first.
     *
     * @example
     * tensor([0, 1]).log1p(); // => tensor([0.0000, 0.6931])
     * @see https://pytorch.org/docs/stable/generated/torch.log1p.html
     */
    log1p(): Tensor;

    /**
     * The logarithm to base 2. Integers become float32 first.
     *
     * @example
     * tensor([1, 8]).log2(); // => tensor([0., 3.])
     * @see https://pytorch.org/docs/stable/generated/torch.log2.html
     */
    log2(): Tensor;

    /**
     * The logarithm to base 10. Integers become float32 first.
     *
     * @example
     * tensor([1, 100]).log10(); // => tensor([0., 2.])
     * @see https://pytorch.org/docs/stable/generated/torch.log10.html
     */
    log10(): Tensor;

    /**
     * The square root; NaN below 0. The gradient at 0 is infinite. Integers become float32 first.
     *
     * @example
     * tensor([4, 9]).sqrt(); // => tensor([2., 3.])
     * @see https://pytorch.org/docs/stable/generated/torch.sqrt.html
     */
    sqrt(): Tensor;

    /**
     * {@link Tensor.sqrt}, in place.
     *
     * @throws {DTypeError} for an integer tensor.
     * @example
     * tensor([4, 9]).sqrt_(); // => tensor([2., 3.])
     * @see https://pytorch.org/docs/stable/generated/torch.Tensor.sqrt_.html
     */
    sqrt_(): this;

    /**
     * One over the square root. Integers become float32 first.
     *
     * @example
     * tensor([4]).rsqrt(); // => tensor([0.5000])
     * @see https://pytorch.org/docs/stable/generated/torch.rsqrt.html
     */
    rsqrt(): Tensor;

    /**
     * {@link Tensor.rsqrt}, in place.
     *
     * @throws {DTypeError} for an integer tensor.
     * @example
     * tensor([4]).rsqrt_(); // => tensor([0.5000])
     * @see https://pytorch.org/docs/stable/generated/torch.Tensor.rsqrt_.html
     */
    rsqrt_(): this;

    /**
     * The sine of an angle in radians. Integers become float32 first.
     *
     * @example
     * tensor([0, Math.PI / 2]).sin(); // => tensor([0., 1.])
     * @see https://pytorch.org/docs/stable/generated/torch.sin.html
     */
    sin(): Tensor;

    /**
     * The cosine of an angle in radians. Integers become float32 first.
     *
     * @example
     * tensor([0]).cos(); // => tensor([1.])
     * @see https://pytorch.org/docs/stable/generated/torch.cos.html
     */
    cos(): Tensor;

    /**
     * The tangent of an angle in radians. Integers become float32 first.
     *
     * @example
     * tensor([0]).tan(); // => tensor([0.])
     * @see https://pytorch.org/docs/stable/generated/torch.tan.html
     */
    tan(): Tensor;

    /**
     * The angle in radians whose sine each element is; NaN outside [-1, 1]. Integers become float32 first.
     *
     * @example
     * tensor([1]).asin(); // => tensor([1.5708])
     * @see https://pytorch.org/docs/stable/generated/torch.asin.html
     */
    asin(): Tensor;

    /**
     * The angle in radians whose cosine each element is; NaN outside [-1, 1]. Integers become float32 first.
     *
     * @example
     * tensor([1]).acos(); // => tensor([0.])
     * @see https://pytorch.org/docs/stable/generated/torch.acos.html
     */
    acos(): Tensor;

    /**
     * The angle in radians whose tangent each element is. Integers become float32 first.
     *
     * @example
     * tensor([1]).atan(); // => tensor([0.7854])
     * @see https://pytorch.org/docs/stable/generated/torch.atan.html
     */
    atan(): Tensor;

    /**
     * The hyperbolic sine. Integers become float32 first.
     *
     * @example
     * tensor([1]).sinh(); // => tensor([1.1752])
     * @see https://pytorch.org/docs/stable/generated/torch.sinh.html
     */
    sinh(): Tensor;

    /**
     * The hyperbolic cosine. Integers become float32 first.
     *
     * @example
     * tensor([0]).cosh(); // => tensor([1.])
     * @see https://pytorch.org/docs/stable/generated/torch.cosh.html
     */
    cosh(): Tensor;

    /**
     * The hyperbolic tangent, in (-1, 1). Integers become float32 first.
     *
     * @example
     * tensor([0, 1]).tanh(); // => tensor([0.0000, 0.7616])
     * @see https://pytorch.org/docs/stable/generated/torch.tanh.html
     */
    tanh(): Tensor;

    /**
     * {@link Tensor.tanh}, in place.
     *
     * @throws {DTypeError} for an integer tensor.
     * @example
     * tensor([0, 1]).tanh_(); // => tensor([0.0000, 0.7616])
     * @see https://pytorch.org/docs/stable/generated/torch.Tensor.tanh_.html
     */
    tanh_(): this;

    /**
     * The logistic function `1 / (1 + exp(-x))`, in (0, 1). Integers become float32 first.
     *
     * @example
     * tensor([0]).sigmoid(); // => tensor([0.5000])
     * @see https://pytorch.org/docs/stable/generated/torch.sigmoid.html
     */
    sigmoid(): Tensor;

    /**
     * {@link Tensor.sigmoid}, in place.
     *
     * @throws {DTypeError} for an integer tensor.
     * @example
     * tensor([0]).sigmoid_(); // => tensor([0.5000])
     * @see https://pytorch.org/docs/stable/generated/torch.Tensor.sigmoid_.html
     */
    sigmoid_(): this;

    /**
     * The error function, `2 / sqrt(pi)` times the integral of `exp(-t²)` from 0 to x. Integers become float32 first.
     *
     * @example
     * tensor([0, 1]).erf(); // => tensor([0.0000, 0.8427])
     * @see https://pytorch.org/docs/stable/generated/torch.erf.html
     */
    erf(): Tensor;

    /**
     * One over each element. Integers become float32 first.
     *
     * @example
     * tensor([2, 4]).reciprocal(); // => tensor([0.5000, 0.2500])
     * @see https://pytorch.org/docs/stable/generated/torch.reciprocal.html
     */
    reciprocal(): Tensor;

    /**
     * {@link Tensor.reciprocal}, in place.
     *
     * @throws {DTypeError} for an integer tensor.
     * @example
     * tensor([2, 4]).reciprocal_(); // => tensor([0.5000, 0.2500])
     * @see https://pytorch.org/docs/stable/generated/torch.Tensor.reciprocal_.html
     */
    reciprocal_(): this;

    /**
     * Each element times itself; bools as int32.
     *
     * @example
     * tensor([-3]).square(); // => tensor([9.])
     * @see https://pytorch.org/docs/stable/generated/torch.square.html
     */
    square(): Tensor;

    /**
     * {@link Tensor.square}, in place.
     *
     * @throws {DTypeError} for a bool tensor.
     * @example
     * tensor([-3]).square_(); // => tensor([9.])
     * @see https://pytorch.org/docs/stable/generated/torch.Tensor.square_.html
     */
    square_(): this;

    /**
     * Each element with the other sign.
     *
     * @throws {DTypeError} for a bool tensor.
     * @example
     * tensor([1, -2]).neg(); // => tensor([-1.,  2.])
     * @see https://pytorch.org/docs/stable/generated/torch.neg.html
     */
    neg(): Tensor;

    /**
     * {@link Tensor.neg}, in place.
     *
     * @throws {DTypeError} for a bool tensor.
     * @example
     * tensor([1, -2]).neg_(); // => tensor([-1.,  2.])
     * @see https://pytorch.org/docs/stable/generated/torch.Tensor.neg_.html
     */
    neg_(): this;

    /**
     * The absolute value. The gradient at 0 is 0.
     *
     * @example
     * tensor([-3, 2]).abs(); // => tensor([3., 2.])
     * @see https://pytorch.org/docs/stable/generated/torch.abs.html
     */
    abs(): Tensor;

    /**
     * {@link Tensor.abs}, in place.
     *
     * @example
     * tensor([-3, 2]).abs_(); // => tensor([3., 2.])
     * @see https://pytorch.org/docs/stable/generated/torch.Tensor.abs_.html
     */
    abs_(): this;

    /**
     * -1, 0 or 1. The gradient is 0 everywhere.
     *
     * @example
     * tensor([-3, 0, 2]).sign(); // => tensor([-1.,  0.,  1.])
     * @see https://pytorch.org/docs/stable/generated/torch.sign.html
     */
    sign(): Tensor;

    /**
     * The largest whole number not above each element. The gradient is 0 everywhere.
     *
     * @example
     * tensor([1.7, -1.2]).floor(); // => tensor([ 1., -2.])
     * @see https://pytorch.org/docs/stable/generated/torch.floor.html
     */
    floor(): Tensor;

    /**
     * {@link Tensor.floor}, in place.
     *
     * @example
     * tensor([1.7, -1.2]).floor_(); // => tensor([ 1., -2.])
     * @see https://pytorch.org/docs/stable/generated/torch.Tensor.floor_.html
     */
    floor_(): this;

    /**
     * The smallest whole number not below each element. The gradient is 0 everywhere.
     *
     * @example
     * tensor([1.2, -1.7]).ceil(); // => tensor([ 2., -1.])
     * @see https://pytorch.org/docs/stable/generated/torch.ceil.html
     */
    ceil(): Tensor;

    /**
     * {@link Tensor.ceil}, in place.
     *
     * @example
     * tensor([1.2, -1.7]).ceil_(); // => tensor([ 2., -1.])
     * @see https://pytorch.org/docs/stable/generated/torch.Tensor.ceil_.html
     */
    ceil_(): this;

    /**
     * The nearest whole number, or number of so many decimals, halves to the even one. The gradient is 0 everywhere.
     *
     * @param options.decimals Digits behind the point; negative: before it. Default 0.
     * @throws {DTypeError} for decimals of integers and bools.
     * @example
     * tensor([0.5, 1.5, -2.5]).round(); // => tensor([ 0.,  2., -2.])
     * tensor([0.125, 3.14159]).round({ decimals: 2 }); // => tensor([0.1200, 3.1400])
     * @see https://pytorch.org/docs/stable/generated/torch.round.html
     */
    round(options?: RoundOptions): Tensor;

    /**
     * {@link Tensor.round}, in place.
     *
     * @param options.decimals Digits behind the point; negative: before it. Default 0.
     * @throws {DTypeError} for decimals of integers and bools.
     * @example
     * tensor([0.5, 1.5, -2.5]).round_(); // => tensor([ 0.,  2., -2.])
     * @see https://pytorch.org/docs/stable/generated/torch.Tensor.round_.html
     */
    round_(options?: RoundOptions): this;

    /**
     * The whole part, towards zero. The gradient is 0 everywhere.
     *
     * @example
     * tensor([1.7, -1.7]).trunc(); // => tensor([ 1., -1.])
     * @see https://pytorch.org/docs/stable/generated/torch.trunc.html
     */
    trunc(): Tensor;

    /**
     * {@link Tensor.trunc}, in place.
     *
     * @example
     * tensor([1.7, -1.7]).trunc_(); // => tensor([ 1., -1.])
     * @see https://pytorch.org/docs/stable/generated/torch.Tensor.trunc_.html
     */
    trunc_(): this;

    /**
     * True where an element is NaN, as a bool tensor.
     *
     * @example
     * tensor([1, Number.NaN]).isnan(); // => tensor([False,  True])
     * @see https://pytorch.org/docs/stable/generated/torch.isnan.html
     */
    isnan(): Tensor;

    /**
     * True where an element is infinite, of either sign, as a bool tensor.
     *
     * @example
     * tensor([1, Infinity]).isinf(); // => tensor([False,  True])
     * @see https://pytorch.org/docs/stable/generated/torch.isinf.html
     */
    isinf(): Tensor;

    /**
     * True where an element is neither infinite nor NaN, as a bool tensor.
     *
     * @example
     * tensor([1, Infinity]).isfinite(); // => tensor([ True, False])
     * @see https://pytorch.org/docs/stable/generated/torch.isfinite.html
     */
    isfinite(): Tensor;

    /**
     * True where an element is zero, as a bool tensor.
     *
     * @example
     * tensor([0, 2]).logicalNot(); // => tensor([ True, False])
     * @see https://pytorch.org/docs/stable/generated/torch.logical_not.html
     */
    logicalNot(): Tensor;

    /**
     * True where an element of `x` is equal to that of `other`, as a bool tensor, with broadcasting.
     *
     * @param other A tensor that broadcasts with x, or a number.
     * @throws {ShapeError} when the shapes do not broadcast.
     * @example
     * tensor([1, 2, 3]).eq(2); // => tensor([False,  True, False])
     * @see https://pytorch.org/docs/stable/generated/torch.eq.html
     */
    eq(other: Operand): Tensor;

    /**
     * True where an element of `x` is not equal to that of `other`, as a bool tensor, with broadcasting.
     *
     * @param other A tensor that broadcasts with x, or a number.
     * @throws {ShapeError} when the shapes do not broadcast.
     * @example
     * tensor([1, 2, 3]).ne(2); // => tensor([ True, False,  True])
     * @see https://pytorch.org/docs/stable/generated/torch.ne.html
     */
    ne(other: Operand): Tensor;

    /**
     * True where an element of `x` is less than that of `other`, as a bool tensor, with broadcasting.
     *
     * @param other A tensor that broadcasts with x, or a number.
     * @throws {ShapeError} when the shapes do not broadcast.
     * @example
     * tensor([1, 2, 3]).lt(2); // => tensor([ True, False, False])
     * @see https://pytorch.org/docs/stable/generated/torch.lt.html
     */
    lt(other: Operand): Tensor;

    /**
     * True where an element of `x` is less than or equal to that of `other`, as a bool tensor, with broadcasting.
     *
     * @param other A tensor that broadcasts with x, or a number.
     * @throws {ShapeError} when the shapes do not broadcast.
     * @example
     * tensor([1, 2, 3]).le(2); // => tensor([ True,  True, False])
     * @see https://pytorch.org/docs/stable/generated/torch.le.html
     */
    le(other: Operand): Tensor;

    /**
     * True where an element of `x` is greater than that of `other`, as a bool tensor, with broadcasting.
     *
     * @param other A tensor that broadcasts with x, or a number.
     * @throws {ShapeError} when the shapes do not broadcast.
     * @example
     * tensor([1, 2, 3]).gt(2); // => tensor([False, False,  True])
     * @see https://pytorch.org/docs/stable/generated/torch.gt.html
     */
    gt(other: Operand): Tensor;

    /**
     * True where an element of `x` is greater than or equal to that of `other`, as a bool tensor, with broadcasting.
     *
     * @param other A tensor that broadcasts with x, or a number.
     * @throws {ShapeError} when the shapes do not broadcast.
     * @example
     * tensor([1, 2, 3]).ge(2); // => tensor([False,  True,  True])
     * @see https://pytorch.org/docs/stable/generated/torch.ge.html
     */
    ge(other: Operand): Tensor;

    /**
     * True where both elements differ from zero, as a bool tensor.
     *
     * @param other A tensor that broadcasts with x, or a number.
     * @throws {ShapeError} when the shapes do not broadcast.
     * @example
     * tensor([0, 2]).logicalAnd(tensor([1, 1])); // => tensor([False,  True])
     * @see https://pytorch.org/docs/stable/generated/torch.logical_and.html
     */
    logicalAnd(other: Operand): Tensor;

    /**
     * True where at least one of both elements differs from zero, as a bool tensor.
     *
     * @param other A tensor that broadcasts with x, or a number.
     * @throws {ShapeError} when the shapes do not broadcast.
     * @example
     * tensor([0, 2]).logicalOr(tensor([0, 0])); // => tensor([False,  True])
     * @see https://pytorch.org/docs/stable/generated/torch.logical_or.html
     */
    logicalOr(other: Operand): Tensor;

    /**
     * True where exactly one of both elements differs from zero, as a bool tensor.
     *
     * @param other A tensor that broadcasts with x, or a number.
     * @throws {ShapeError} when the shapes do not broadcast.
     * @example
     * tensor([0, 2]).logicalXor(tensor([1, 1])); // => tensor([ True, False])
     * @see https://pytorch.org/docs/stable/generated/torch.logical_xor.html
     */
    logicalXor(other: Operand): Tensor;

    /**
     * `where` as a method: this tensor's elements where `condition` holds, else those of `y`.
     *
     * @param condition A bool tensor that broadcasts with x.
     * @param y A tensor that broadcasts with x, or a number.
     * @throws {DTypeError} unless the condition is bool.
     * @throws {ShapeError} when the shapes do not broadcast.
     * @example
     * tensor([1, 2]).where(tensor([true, false]), 0); // => tensor([1., 0.])
     * @see https://pytorch.org/docs/stable/generated/torch.Tensor.where.html
     */
    where(condition: Tensor, y: Operand): Tensor;

    /**
     * A copy with `value` wherever `mask` holds; no gradient flows through those elements.
     *
     * @param mask A bool tensor that broadcasts to x.
     * @param value A number or a 0-d tensor.
     * @throws {DTypeError} unless the mask is bool, and for a fraction in an integer tensor.
     * @throws {ShapeError} for a value with dimensions.
     * @example
     * tensor([1, 2, 3]).maskedFill(tensor([true, false, true]), 0); // => tensor([0., 2., 0.])
     * @see https://pytorch.org/docs/stable/generated/torch.Tensor.masked_fill.html
     */
    maskedFill(mask: Tensor, value: Operand): Tensor;

    /**
     * {@link Tensor.maskedFill}, in place.
     *
     * @param mask A bool tensor that broadcasts to the shape of x.
     * @param value A number or a 0-d tensor.
     * @throws {DTypeError} unless the mask is bool, and for a fraction in an integer tensor.
     * @throws {ShapeError} for a value with dimensions, and for a mask that does not fit x.
     * @example
     * tensor([1, 2, 3]).maskedFill_(tensor([true, false, true]), 0); // => tensor([0., 2., 0.])
     * @see https://pytorch.org/docs/stable/generated/torch.Tensor.masked_fill_.html
     */
    maskedFill_(mask: Tensor, value: Operand): this;

    /**
     * True where a pair of elements is close, as a bool tensor: `|x - other| <= atol + rtol * |other|`.
     *
     * @param other A tensor that broadcasts with x.
     * @param rtol Tolerance relative to other, >= 0. Default 1e-5.
     * @param atol Absolute tolerance, >= 0. Default 1e-8.
     * @param equalNan NaN counts as equal to NaN. Default false.
     * @throws {ShapeError} when the shapes do not broadcast.
     * @throws {ValueError} for a negative tolerance.
     * @example
     * tensor([1, 1]).isclose(tensor([1.000001, 1.1])); // => tensor([ True, False])
     * tensor([1, 1]).isclose(tensor([1.000001, 1.1]), { rtol: 0.2 }); // => tensor([True, True])
     * @see https://pytorch.org/docs/stable/generated/torch.isclose.html
     */
    isclose(
      other: Tensor,
      rtol?: number | CloseOptions,
      atol?: number | Omit<CloseOptions, "rtol">,
      equalNan?: boolean | Pick<CloseOptions, "equalNan">,
    ): Tensor;

    /**
     * True if all pairs of elements are close, as {@link Tensor.isclose} says.
     *
     * @param other A tensor that broadcasts with x.
     * @param rtol Tolerance relative to other, >= 0. Default 1e-5.
     * @param atol Absolute tolerance, >= 0. Default 1e-8.
     * @param equalNan NaN counts as equal to NaN. Default false.
     * @throws {ShapeError} when the shapes do not broadcast.
     * @throws {ValueError} for a negative tolerance.
     * @example
     * tensor([1, 2]).allclose(tensor([1, 2.000001])); // => true
     * @see https://pytorch.org/docs/stable/generated/torch.allclose.html
     */
    allclose(
      other: Tensor,
      rtol?: number | CloseOptions,
      atol?: number | Omit<CloseOptions, "rtol">,
      equalNan?: boolean | Pick<CloseOptions, "equalNan">,
    ): boolean;

    /**
     * True if two tensors have the same shape and the same elements.
     *
     * @param other A tensor.
     * @example
     * tensor([1, 2]).equal(tensor([1, 2])); // => true
     * @see https://pytorch.org/docs/stable/generated/torch.equal.html
     */
    equal(other: Tensor): boolean;

    /**
     * The rectified linear unit, `max(x, 0)`. The gradient at 0 is 0; NaN stays NaN.
     *
     * @param inplace Write the result into x and return x. Default false.
     * @example
     * tensor([-1, 2]).relu(); // => tensor([0., 2.])
     * @see https://pytorch.org/docs/stable/generated/torch.nn.functional.relu.html
     */
    relu(inplace?: boolean | InplaceOptions): Tensor;

    /**
     * {@link Tensor.relu}, in place.
     *
     * @example
     * tensor([-1, 2]).relu_(); // => tensor([0., 2.])
     * @see https://pytorch.org/docs/stable/generated/torch.Tensor.relu_.html
     */
    relu_(): this;

    /**
     * A ReLU that ends at 6: `min(max(x, 0), 6)`.
     *
     * @param inplace Write the result into x and return x. Default false.
     * @throws {DTypeError} for a float result in an integer tensor, in place.
     * @example
     * tensor([-1, 3, 9]).relu6(); // => tensor([0., 3., 6.])
     * @see https://pytorch.org/docs/stable/generated/torch.nn.functional.relu6.html
     */
    relu6(inplace?: boolean | InplaceOptions): Tensor;

    /**
     * A ReLU that lets some of the negative side through: `x > 0 ? x : negativeSlope * x`.
     *
     * @param negativeSlope Slope below 0. Default 0.01.
     * @param inplace Write the result into x and return x. Default false.
     * @throws {DTypeError} for a float result in an integer tensor, in place.
     * @example
     * tensor([-1, 2]).leakyRelu(0.1); // => tensor([-0.1000,  2.0000])
     * @see https://pytorch.org/docs/stable/generated/torch.nn.functional.leaky_relu.html
     */
    leakyRelu(negativeSlope?: number | LeakyReluOptions, inplace?: boolean | InplaceOptions): Tensor;

    /**
     * A leaky ReLU whose slope is learned, one for all or one per channel (dimension 1): `x > 0 ? x : weight * x`.
     *
     * @param weight The slope below 0: one element, or one for each channel.
     * @throws {ShapeError} when weight has neither one element nor one per channel, or more than one dimension.
     * @example
     * tensor([-4, 2]).prelu(tensor([0.25])); // => tensor([-1.,  2.])
     * @see https://pytorch.org/docs/stable/generated/torch.nn.functional.prelu.html
     */
    prelu(weight: Tensor): Tensor;

    /**
     * The exponential linear unit: `x > 0 ? x : alpha * (exp(x) - 1)`.
     *
     * @param alpha Minus the value far below 0. Default 1.
     * @param inplace Write the result into x and return x. Default false.
     * @throws {DTypeError} for a float result in an integer tensor, in place.
     * @example
     * tensor([-1, 2]).elu(); // => tensor([-0.6321,  2.0000])
     * tensor([-1, 2]).elu(2); // => tensor([-1.2642,  2.0000])
     * @see https://pytorch.org/docs/stable/generated/torch.nn.functional.elu.html
     */
    elu(alpha?: number | EluOptions, inplace?: boolean | InplaceOptions): Tensor;

    /**
     * The self-normalising exponential linear unit: `scale * (x > 0 ? x : alpha * (exp(x) - 1))`.
     *
     * @param inplace Write the result into x and return x. Default false.
     * @throws {DTypeError} for a float result in an integer tensor, in place.
     * @example
     * tensor([1]).selu(); // => tensor([1.0507])
     * @see https://pytorch.org/docs/stable/generated/torch.nn.functional.selu.html
     */
    selu(inplace?: boolean | InplaceOptions): Tensor;

    /**
     * The continuously differentiable exponential linear unit: `x > 0 ? x : alpha * (exp(x / alpha) - 1)`.
     *
     * @param alpha Minus the value far below 0; not 0. Default 1.
     * @param inplace Write the result into x and return x. Default false.
     * @throws {ValueError} when alpha is 0.
     * @throws {DTypeError} for a float result in an integer tensor, in place.
     * @example
     * tensor([-1, 2]).celu(); // => tensor([-0.6321,  2.0000])
     * @see https://pytorch.org/docs/stable/generated/torch.nn.functional.celu.html
     */
    celu(alpha?: number | EluOptions, inplace?: boolean | InplaceOptions): Tensor;

    /**
     * The Gaussian error linear unit: x times the share of a normal distribution below x, `x/2 * (1 + erf(x / sqrt(2)))`.
     *
     * @param options The approximation.
     * @throws {ValueError} for an unknown approximation.
     * @example
     * tensor([1]).gelu(); // => tensor([0.8413])
     * tensor([1]).gelu({ approximate: "tanh" }); // => tensor([0.8412])
     * @see https://pytorch.org/docs/stable/generated/torch.nn.functional.gelu.html
     */
    gelu(options?: GeluOptions): Tensor;

    /**
     * The sigmoid linear unit, also called swish: `x * sigmoid(x)`.
     *
     * @param inplace Write the result into x and return x. Default false.
     * @throws {DTypeError} for a float result in an integer tensor, in place.
     * @example
     * tensor([1]).silu(); // => tensor([0.7311])
     * @see https://pytorch.org/docs/stable/generated/torch.nn.functional.silu.html
     */
    silu(inplace?: boolean | InplaceOptions): Tensor;

    /**
     * A smooth ReLU: `x * tanh(softplus(x))`.
     *
     * @param inplace Write the result into x and return x. Default false.
     * @throws {DTypeError} for a float result in an integer tensor, in place.
     * @example
     * tensor([1]).mish(); // => tensor([0.8651])
     * @see https://pytorch.org/docs/stable/generated/torch.nn.functional.mish.html
     */
    mish(inplace?: boolean | InplaceOptions): Tensor;

    /**
     * A smooth ReLU: `log(1 + exp(beta * x)) / beta`.
     *
     * @param beta Sharpness of the bend, > 0. Default 1.
     * @param threshold Where `beta * x` is above it, the result is x itself. Default 20.
     * @example
     * tensor([0, 30]).softplus(); // => tensor([ 0.6931, 30.0000])
     * @see https://pytorch.org/docs/stable/generated/torch.nn.functional.softplus.html
     */
    softplus(beta?: number | SoftplusOptions, threshold?: number | Omit<SoftplusOptions, "beta">): Tensor;

    /**
     * The logarithm of the sigmoid, without overflow: `min(x, 0) - log(1 + exp(-|x|))`.
     *
     * @example
     * tensor([0, -100]).logsigmoid(); // => tensor([  -0.6931, -100.0000])
     * @see https://pytorch.org/docs/stable/generated/torch.nn.functional.logsigmoid.html
     */
    logsigmoid(): Tensor;

    /**
     * x between two bounds, the bounds outside. Unlike clamp's, its gradient at the bounds themselves is 0.
     *
     * @param minVal Lower bound. Default -1.
     * @param maxVal Upper bound, greater than minVal. Default 1.
     * @param inplace Write the result into x and return x. Default false.
     * @throws {ValueError} unless minVal is less than maxVal.
     * @throws {DTypeError} for a float result in an integer tensor, in place.
     * @example
     * tensor([-2, 0.5, 2]).hardtanh(); // => tensor([-1.0000,  0.5000,  1.0000])
     * @see https://pytorch.org/docs/stable/generated/torch.nn.functional.hardtanh.html
     */
    hardtanh(
      minVal?: number | HardtanhOptions,
      maxVal?: number | Omit<HardtanhOptions, "minVal">,
      inplace?: boolean | InplaceOptions,
    ): Tensor;

    /**
     * A sigmoid of straight lines: `min(max(x + 3, 0), 6) / 6`.
     *
     * @param inplace Write the result into x and return x. Default false.
     * @throws {DTypeError} for a float result in an integer tensor, in place.
     * @example
     * tensor([-4, 0, 4]).hardsigmoid(); // => tensor([0.0000, 0.5000, 1.0000])
     * @see https://pytorch.org/docs/stable/generated/torch.nn.functional.hardsigmoid.html
     */
    hardsigmoid(inplace?: boolean | InplaceOptions): Tensor;

    /**
     * A swish of simple pieces: `x * min(max(x + 3, 0), 6) / 6`.
     *
     * @param inplace Write the result into x and return x. Default false.
     * @throws {DTypeError} for a float result in an integer tensor, in place.
     * @example
     * tensor([-4, 1, 4]).hardswish(); // => tensor([-0.0000,  0.6667,  4.0000])
     * @see https://pytorch.org/docs/stable/generated/torch.nn.functional.hardswish.html
     */
    hardswish(inplace?: boolean | InplaceOptions): Tensor;

    /**
     * A slow sigmoid: `x / (1 + |x|)`.
     *
     * @example
     * tensor([1, -3]).softsign(); // => tensor([ 0.5000, -0.7500])
     * @see https://pytorch.org/docs/stable/generated/torch.nn.functional.softsign.html
     */
    softsign(): Tensor;

    /**
     * What the hyperbolic tangent takes away: `x - tanh(x)`.
     *
     * @example
     * tensor([1]).tanhshrink(); // => tensor([0.2384])
     * @see https://pytorch.org/docs/stable/generated/torch.nn.functional.tanhshrink.html
     */
    tanhshrink(): Tensor;

    /**
     * x above a threshold, a fixed value elsewhere: `x > threshold ? x : value`.
     *
     * @param threshold The value that x has to exceed.
     * @param value The result elsewhere.
     * @param inplace Write the result into x and return x. Default false.
     * @throws {DTypeError} for a fraction as value of an integer tensor.
     * @example
     * tensor([1, 3]).threshold(2, 0); // => tensor([0., 3.])
     * @see https://pytorch.org/docs/stable/generated/torch.nn.functional.threshold.html
     */
    threshold(threshold: number, value: number, inplace?: boolean | InplaceOptions): Tensor;

    /**
     * 0 close to 0, x elsewhere: `|x| > lambd ? x : 0`.
     *
     * @param lambd Half the width of the flat part, >= 0. Default 0.5.
     * @example
     * tensor([0.3, 2]).hardshrink(); // => tensor([0., 2.])
     * @see https://pytorch.org/docs/stable/generated/torch.nn.functional.hardshrink.html
     */
    hardshrink(lambd?: number | HardshrinkOptions): Tensor;

    /**
     * x moved towards 0, and 0 close to it: `sign(x) * max(|x| - lambd, 0)`.
     *
     * @param lambd Half the width of the flat part, >= 0. Default 0.5.
     * @throws {ValueError} for a negative lambd.
     * @example
     * tensor([0.3, 2]).softshrink(); // => tensor([0.0000, 1.5000])
     * @see https://pytorch.org/docs/stable/generated/torch.nn.functional.softshrink.html
     */
    softshrink(lambd?: number | SoftshrinkOptions): Tensor;

    /**
     * 1-D cross-correlation, as in PyTorch (the kernel is not flipped):
     * `y[n, o, i] = bias[o] + sum over c, u of weight[o, c, u] * x[n, c, i*stride + u*dilation - padding]`.
     *
     * Shapes: x [N, Cin, L] or [Cin, L], weight [Cout, Cin/groups, kL], bias [Cout] -> [N, Cout, L'],
     *   L' = floor((L + 2*padding - dilation*(kL - 1) - 1) / stride) + 1.
     *
     * @param weight Kernels, one for each output channel.
     * @param bias Added to each output channel; null: none. Default null.
     * @param stride Step of the kernel in elements, >= 1. Default 1.
     * @param padding Zeros on each side, >= 0; or `"valid"`, or `"same"`. Default 0.
     * @param dilation Step between the elements of the kernel, >= 1. Default 1.
     * @param groups Number of groups of channels, >= 1. Default 1.
     * @throws {ShapeError} when the channels of x, weight and bias disagree, the groups do not divide them, or the kernel is
     *   larger than the padded input.
     * @throws {DTypeError} unless all are float32 or all float64.
     * @throws {ValueError} for an option out of range.
     * @throws {ArgumentError} for an unknown option, or a value of the wrong kind.
     * @example
     * conv1d(tensor([[1, 2, 4, 8]]), tensor([[[1, 1]]])); // => tensor([[ 3.,  6., 12.]])
     * conv1d(tensor([[1, 2, 4, 8]]), tensor([[[1, 1]]]), { stride: 2 }); // => tensor([[ 3., 12.]])
     * @see https://pytorch.org/docs/stable/generated/torch.nn.functional.conv1d.html
     */
    conv1d(
      weight: Tensor,
      bias?: Tensor | null | (Conv1dOptions & BiasOptions),
      stride?: Single | Conv1dOptions,
      padding?: Single | "same" | "valid" | Omit<Conv1dOptions, "stride">,
      dilation?: Single | Pick<Conv1dOptions, "dilation" | "groups">,
      groups?: number | Pick<Conv1dOptions, "groups">,
    ): Tensor;

    /**
     * 2-D cross-correlation, as in PyTorch (the kernel is not flipped):
     * `y[n, o, i, j] = bias[o] + sum over c, u, v of weight[o, c, u, v] * x[n, c, i*stride + u*dilation - padding, ...]`.
     *
     * Shapes: x [N, Cin, H, W] or [Cin, H, W], weight [Cout, Cin/groups, kH, kW], bias [Cout] -> [N, Cout, H', W'],
     *   H' = floor((H + 2*padding - dilation*(kH - 1) - 1) / stride) + 1.
     *
     * The WebAssembly device computes 3x3 kernels of stride 1 by Winograd's method, for three images and eight channels or
     * more: a quarter of the products, and a rounding of some 1e-6 of the results' size instead of some 1e-7. Operands with NaN,
     * infinities or elements a thousand times the others are left to the sum as it stands here, which
     * `createWasm({ winograd: false })` computes always.
     *
     * @param weight Kernels, one for each output channel.
     * @param bias Added to each output channel; null: none. Default null.
     * @param stride Step of the kernel in elements, >= 1; one number, or [vertical, horizontal]. Default 1.
     * @param padding Zeros on each side, >= 0; or `"valid"`, or `"same"`. Default 0.
     * @param dilation Step between the elements of the kernel, >= 1. Default 1.
     * @param groups Number of groups of channels, >= 1. Default 1.
     * @throws {ShapeError} when the channels of x, weight and bias disagree, the groups do not divide them, or the kernel is
     *   larger than the padded input.
     * @throws {DTypeError} unless all are float32 or all float64.
     * @throws {ValueError} for an option out of range.
     * @throws {ArgumentError} for an unknown option, or a value of the wrong kind.
     * @example
     * const x = tensor([[[1, 2, 3], [4, 5, 6], [7, 8, 9]]]);
     * const edges = tensor([[[[1, -1]]]]);
     * conv2d(x, edges); // => tensor([[[-1., -1.],
     * //              [-1., -1.],
     * //              [-1., -1.]]])
     * conv2d(x, edges, null, { stride: 2, padding: [0, 1] }).shape; // => [1, 2, 2]
     * conv2d(x, edges, { padding: "same" }).shape; // => [1, 3, 3]
     * @see https://pytorch.org/docs/stable/generated/torch.nn.functional.conv2d.html
     */
    conv2d(
      weight: Tensor,
      bias?: Tensor | null | (Conv2dOptions & BiasOptions),
      stride?: Pair | Conv2dOptions,
      padding?: Pair | "same" | "valid" | Omit<Conv2dOptions, "stride">,
      dilation?: Pair | Pick<Conv2dOptions, "dilation" | "groups">,
      groups?: number | Pick<Conv2dOptions, "groups">,
    ): Tensor;

    /**
     * 1-D transposed convolution: each input element adds its multiple of the kernel to the output. It is the gradient of
     * `conv1d` with respect to its input.
     *
     * Shapes: x [N, Cin, L] or [Cin, L], weight [Cin, Cout/groups, kL], bias [Cout] -> [N, Cout, L'],
     *   L' = (L - 1)*stride - 2*padding + dilation*(kL - 1) + outputPadding + 1.
     *
     * @param weight Kernels, one row for each input channel.
     * @param bias Added to each output channel; null: none. Default null.
     * @param stride Elements between the outputs of neighbouring inputs, >= 1. Default 1.
     * @param padding Elements cut off on each side of the output, >= 0. Default 0.
     * @param outputPadding Elements added at the end, less than stride or dilation. Default 0.
     * @param groups Number of groups of channels, >= 1. Default 1.
     * @param dilation Step between the elements of the kernel, >= 1. Default 1.
     * @throws {ShapeError} when the channels of x, weight and bias disagree, the groups do not divide them, or nothing is
     *   left of the output.
     * @throws {DTypeError} unless all are float32 or all float64.
     * @throws {ValueError} for an option out of range.
     * @throws {ArgumentError} for an unknown option, or a value of the wrong kind.
     * @example
     * convTranspose1d(tensor([[1, 2, 3]]), tensor([[[1, 10]]])); // => tensor([[ 1., 12., 23., 30.]])
     * convTranspose1d(tensor([[1, 2]]), tensor([[[1, 10]]]), { stride: 2 }); // => tensor([[ 1., 10.,  2., 20.]])
     * @see https://pytorch.org/docs/stable/generated/torch.nn.functional.conv_transpose1d.html
     */
    convTranspose1d(
      weight: Tensor,
      bias?: Tensor | null | (ConvTranspose1dOptions & BiasOptions),
      stride?: Single | ConvTranspose1dOptions,
      padding?: Single | Omit<ConvTranspose1dOptions, "stride">,
      outputPadding?: Single | Omit<ConvTranspose1dOptions, "stride" | "padding">,
      groups?: number | Pick<ConvTranspose1dOptions, "groups" | "dilation">,
      dilation?: Single | Pick<ConvTranspose1dOptions, "dilation">,
    ): Tensor;

    /**
     * 2-D transposed convolution: each input element adds its multiple of the kernel to the output. It is the gradient of
     * {@link Tensor.conv2d} with respect to its input, so `<conv2d(x, w), y> = <x, convTranspose2d(y, w)>`.
     *
     * Shapes: x [N, Cin, H, W] or [Cin, H, W], weight [Cin, Cout/groups, kH, kW], bias [Cout] -> [N, Cout, H', W'],
     *   H' = (H - 1)*stride - 2*padding + dilation*(kH - 1) + outputPadding + 1.
     *
     * @param weight Kernels, one row for each input channel.
     * @param bias Added to each output channel; null: none. Default null.
     * @param stride Elements between the outputs of neighbouring inputs, >= 1; one number, or [vertical, horizontal]. Default 1.
     * @param padding Elements cut off on each side of the output, >= 0. Default 0.
     * @param outputPadding Elements added at the end of each direction, less than stride or dilation. Default 0.
     * @param groups Number of groups of channels, >= 1. Default 1.
     * @param dilation Step between the elements of the kernel, >= 1. Default 1.
     * @throws {ShapeError} when the channels of x, weight and bias disagree, the groups do not divide them, or nothing is
     *   left of the output.
     * @throws {DTypeError} unless all are float32 or all float64.
     * @throws {ValueError} for an option out of range.
     * @throws {ArgumentError} for an unknown option, or a value of the wrong kind.
     * @example
     * const x = tensor([[[1, 2]]]);
     * convTranspose2d(x, ones(1, 1, 2, 2), { stride: 2 }); // => tensor([[[1., 1., 2., 2.],
     * //              [1., 1., 2., 2.]]])
     * @see https://pytorch.org/docs/stable/generated/torch.nn.functional.conv_transpose2d.html
     */
    convTranspose2d(
      weight: Tensor,
      bias?: Tensor | null | (ConvTranspose2dOptions & BiasOptions),
      stride?: Pair | ConvTranspose2dOptions,
      padding?: Pair | Omit<ConvTranspose2dOptions, "stride">,
      outputPadding?: Pair | Omit<ConvTranspose2dOptions, "stride" | "padding">,
      groups?: number | Pick<ConvTranspose2dOptions, "groups" | "dilation">,
      dilation?: Pair | Pick<ConvTranspose2dOptions, "dilation">,
    ): Tensor;

    /**
     * The largest element of each window along the last dimension. The first of equal elements takes the gradient, and a
     * NaN wins over all.
     *
     * Shapes: x [N, C, L] or [C, L] -> [N, C, L'],
     *   L' = floor((L + 2*padding - dilation*(k - 1) - 1) / stride) + 1, rounded up instead in ceil mode.
     *
     * @param kernelSize Size of the window, >= 1.
     * @param stride Step of the window, >= 1; null: the kernel size. Default null.
     * @param padding Minus infinities on each side, at most half of what the kernel spans. Default 0.
     * @param dilation Step between the elements of a window, >= 1. Default 1.
     * @param ceilMode Let a last window stick out at the end, if it starts inside. Default false.
     * @param returnIndices Also return where the maxima were. Default false.
     * @returns The maxima; with `returnIndices` `{ values, indices }`.
     * @throws {ShapeError} when the kernel is larger than the padded input.
     * @throws {DTypeError} for an integer or bool tensor.
     * @throws {ValueError} for an option out of range.
     * @throws {ArgumentError} for an unknown option, or a value of the wrong kind.
     * @example
     * maxPool1d(tensor([[1, 3, 2, 5, 4]]), 2); // => tensor([[3., 5.]])
     * maxPool1d(tensor([[1, 3, 2, 5, 4]]), 2, { ceilMode: true }); // => tensor([[3., 5., 4.]])
     * @see https://pytorch.org/docs/stable/generated/torch.nn.functional.max_pool1d.html
     */
    maxPool1d(kernelSize: Single, ...args: PoolIndicesArguments<Single, MaxPool1dOptions>): ValuesAndIndices;

    /**
     * The largest element of each window along the last dimension. The first of equal elements takes the gradient, and a
     * NaN wins over all.
     *
     * Shapes: x [N, C, L] or [C, L] -> [N, C, L'],
     *   L' = floor((L + 2*padding - dilation*(k - 1) - 1) / stride) + 1, rounded up instead in ceil mode.
     *
     * @param kernelSize Size of the window, >= 1.
     * @param stride Step of the window, >= 1; null: the kernel size. Default null.
     * @param padding Minus infinities on each side, at most half of what the kernel spans. Default 0.
     * @param dilation Step between the elements of a window, >= 1. Default 1.
     * @param ceilMode Let a last window stick out at the end, if it starts inside. Default false.
     * @param returnIndices Also return where the maxima were. Default false.
     * @returns The maxima; with `returnIndices` `{ values, indices }`.
     * @throws {ShapeError} when the kernel is larger than the padded input.
     * @throws {DTypeError} for an integer or bool tensor.
     * @throws {ValueError} for an option out of range.
     * @throws {ArgumentError} for an unknown option, or a value of the wrong kind.
     * @example
     * maxPool1d(tensor([[1, 3, 2, 5, 4]]), 2); // => tensor([[3., 5.]])
     * maxPool1d(tensor([[1, 3, 2, 5, 4]]), 2, { ceilMode: true }); // => tensor([[3., 5., 4.]])
     * @see https://pytorch.org/docs/stable/generated/torch.nn.functional.max_pool1d.html
     */
    maxPool1d(
      kernelSize: Single | (WithoutIndices<MaxPool1dOptions> & { readonly kernelSize: Single }),
      stride?: Single | null | WithoutIndices<MaxPool1dOptions>,
      padding?: Single | WithoutIndices<Omit<MaxPool1dOptions, "stride">>,
      dilation?: Single | WithoutIndices<Pick<MaxPool1dOptions, "dilation" | "ceilMode">>,
      ceilMode?: boolean | WithoutIndices<Pick<MaxPool1dOptions, "ceilMode">>,
      returnIndices?: false | WithoutIndices<unknown>,
    ): Tensor;

    /**
     * The largest element of each window. The first of equal elements takes the gradient, and a NaN wins over all.
     *
     * Shapes: x [N, C, H, W] or [C, H, W] -> [N, C, H', W'],
     *   H' = floor((H + 2*padding - dilation*(kH - 1) - 1) / stride) + 1, rounded up instead in ceil mode.
     *
     * @param kernelSize Size of the window, >= 1; one number, or [height, width].
     * @param stride Step of the window, >= 1; null: the kernel size. Default null.
     * @param padding Minus infinities on each side, at most half of what the kernel spans. Default 0.
     * @param dilation Step between the elements of a window, >= 1. Default 1.
     * @param ceilMode Let a last window stick out at the end, if it starts inside. Default false.
     * @param returnIndices Also return where the maxima were. Default false.
     * @returns The maxima; with `returnIndices` `{ values, indices }`.
     * @throws {ShapeError} when the kernel is larger than the padded input.
     * @throws {DTypeError} for an integer or bool tensor.
     * @throws {ValueError} for an option out of range.
     * @throws {ArgumentError} for an unknown option, or a value of the wrong kind.
     * @example
     * const x = tensor([[[1, 5, 2, 0], [3, 4, 8, 7]]]);
     * maxPool2d(x, 2); // => tensor([[[5., 8.]]])
     * maxPool2d(x, 2, { returnIndices: true }).indices; // => tensor([[[1, 6]]])
     * maxPool2d(x, 2, 1, { ceilMode: true }).shape; // => [1, 1, 3]
     * @see https://pytorch.org/docs/stable/generated/torch.nn.functional.max_pool2d.html
     */
    maxPool2d(kernelSize: Pair, ...args: PoolIndicesArguments<Pair, MaxPool2dOptions>): ValuesAndIndices;

    /**
     * The largest element of each window. The first of equal elements takes the gradient, and a NaN wins over all.
     *
     * Shapes: x [N, C, H, W] or [C, H, W] -> [N, C, H', W'],
     *   H' = floor((H + 2*padding - dilation*(kH - 1) - 1) / stride) + 1, rounded up instead in ceil mode.
     *
     * @param kernelSize Size of the window, >= 1; one number, or [height, width].
     * @param stride Step of the window, >= 1; null: the kernel size. Default null.
     * @param padding Minus infinities on each side, at most half of what the kernel spans. Default 0.
     * @param dilation Step between the elements of a window, >= 1. Default 1.
     * @param ceilMode Let a last window stick out at the end, if it starts inside. Default false.
     * @param returnIndices Also return where the maxima were. Default false.
     * @returns The maxima; with `returnIndices` `{ values, indices }`.
     * @throws {ShapeError} when the kernel is larger than the padded input.
     * @throws {DTypeError} for an integer or bool tensor.
     * @throws {ValueError} for an option out of range.
     * @throws {ArgumentError} for an unknown option, or a value of the wrong kind.
     * @example
     * const x = tensor([[[1, 5, 2, 0], [3, 4, 8, 7]]]);
     * maxPool2d(x, 2); // => tensor([[[5., 8.]]])
     * maxPool2d(x, 2, { returnIndices: true }).indices; // => tensor([[[1, 6]]])
     * maxPool2d(x, 2, 1, { ceilMode: true }).shape; // => [1, 1, 3]
     * @see https://pytorch.org/docs/stable/generated/torch.nn.functional.max_pool2d.html
     */
    maxPool2d(
      kernelSize: Pair | (WithoutIndices<MaxPool2dOptions> & { readonly kernelSize: Pair }),
      stride?: Pair | null | WithoutIndices<MaxPool2dOptions>,
      padding?: Pair | WithoutIndices<Omit<MaxPool2dOptions, "stride">>,
      dilation?: Pair | WithoutIndices<Pick<MaxPool2dOptions, "dilation" | "ceilMode">>,
      ceilMode?: boolean | WithoutIndices<Pick<MaxPool2dOptions, "ceilMode">>,
      returnIndices?: false | WithoutIndices<unknown>,
    ): Tensor;

    /**
     * The mean of each window along the last dimension. What ceil mode adds beyond the padding never counts.
     *
     * Shapes: x [N, C, L] or [C, L] -> [N, C, L'], L' = floor((L + 2*padding - k) / stride) + 1, rounded up instead in
     *   ceil mode.
     *
     * @param kernelSize Size of the window, >= 1.
     * @param stride Step of the window, >= 1; null: the kernel size. Default null.
     * @param padding Zeros on each side, at most half of what the kernel spans. Default 0.
     * @param ceilMode Let a last window stick out at the end, if it starts inside. Default false.
     * @param countIncludePad Count the zeros of the padding in the mean. Default true.
     * @throws {ShapeError} when the kernel is larger than the padded input.
     * @throws {DTypeError} for an integer or bool tensor.
     * @throws {ValueError} for an option out of range.
     * @throws {ArgumentError} for an unknown option, or a value of the wrong kind.
     * @example
     * avgPool1d(tensor([[1, 3, 2, 6]]), 2); // => tensor([[2., 4.]])
     * avgPool1d(tensor([[1, 3, 2, 6]]), 2, { stride: 1 }); // => tensor([[2.0000, 2.5000, 4.0000]])
     * @see https://pytorch.org/docs/stable/generated/torch.nn.functional.avg_pool1d.html
     */
    avgPool1d(
      kernelSize: Single | (AvgPool1dOptions & { readonly kernelSize: Single }),
      stride?: Single | null | AvgPool1dOptions,
      padding?: Single | Omit<AvgPool1dOptions, "stride">,
      ceilMode?: boolean | Pick<AvgPool1dOptions, "ceilMode" | "countIncludePad">,
      countIncludePad?: boolean | Pick<AvgPool1dOptions, "countIncludePad">,
    ): Tensor;

    /**
     * The mean of each window. What ceil mode adds beyond the padding never counts.
     *
     * Shapes: x [N, C, H, W] or [C, H, W] -> [N, C, H', W'],
     *   H' = floor((H + 2*padding - kH) / stride) + 1, rounded up instead in ceil mode.
     *
     * @param kernelSize Size of the window, >= 1; one number, or [height, width].
     * @param stride Step of the window, >= 1; null: the kernel size. Default null.
     * @param padding Zeros on each side, at most half of what the kernel spans. Default 0.
     * @param ceilMode Let a last window stick out at the end, if it starts inside. Default false.
     * @param countIncludePad Count the zeros of the padding in the mean. Default true.
     * @param divisorOverride Divide by this instead of the number of elements; any whole number but 0. Default null.
     * @throws {ShapeError} when the kernel is larger than the padded input.
     * @throws {DTypeError} for an integer or bool tensor.
     * @throws {ValueError} for an option out of range.
     * @throws {ArgumentError} for an unknown option, or a value of the wrong kind.
     * @example
     * avgPool2d(tensor([[[1, 2], [3, 6]]]), 2); // => tensor([[[3.]]])
     * avgPool2d(ones(1, 3, 3), 2, { padding: 1 }); // => tensor([[[0.2500, 0.5000],
     * //              [0.5000, 1.0000]]])
     * @see https://pytorch.org/docs/stable/generated/torch.nn.functional.avg_pool2d.html
     */
    avgPool2d(
      kernelSize: Pair | (AvgPool2dOptions & { readonly kernelSize: Pair }),
      stride?: Pair | null | AvgPool2dOptions,
      padding?: Pair | Omit<AvgPool2dOptions, "stride">,
      ceilMode?: boolean | Omit<AvgPool2dOptions, "stride" | "padding">,
      countIncludePad?: boolean | Pick<AvgPool2dOptions, "countIncludePad" | "divisorOverride">,
      divisorOverride?: number | null | Pick<AvgPool2dOptions, "divisorOverride">,
    ): Tensor;

    /**
     * Means of as many windows as the output is to have: output i is the mean of elements floor(i*L/O) up to, not
     * including, ceil((i+1)*L/O). Windows may overlap; O may be larger than L.
     *
     * Shapes: x [N, C, L] or [C, L] -> [N, C, O].
     *
     * @param outputSize O >= 0; null keeps L.
     * @throws {ShapeError} for an input of another rank, or with an empty line.
     * @throws {DTypeError} for an integer or bool tensor.
     * @throws {ValueError} for a size that is no whole number.
     * @throws {ArgumentError} for an unknown option, or a value of the wrong kind.
     * @example
     * adaptiveAvgPool1d(tensor([[1, 2, 3, 4, 5]]), 3); // => tensor([[1.5000, 3.0000, 4.5000]])
     * @see https://pytorch.org/docs/stable/generated/torch.nn.functional.adaptive_avg_pool1d.html
     */
    adaptiveAvgPool1d(outputSize: AdaptiveLength | { readonly outputSize: AdaptiveLength }): Tensor;

    /**
     * Means of as many windows as the output is to have, in both directions; see {@link Tensor.adaptiveAvgPool1d}. With size 1
     * it is global average pooling.
     *
     * Shapes: x [N, C, H, W] or [C, H, W] -> [N, C, outputSize[0], outputSize[1]].
     *
     * @param outputSize Sizes >= 0: one number for both, or [height, width]; null keeps a size.
     * @throws {ShapeError} for an input of another rank, or with an empty plane.
     * @throws {DTypeError} for an integer or bool tensor.
     * @throws {ValueError} for a size that is no whole number.
     * @throws {ArgumentError} for an unknown option, or a value of the wrong kind.
     * @example
     * adaptiveAvgPool2d(tensor([[[1, 2], [3, 6]]]), 1); // => tensor([[[3.]]])
     * adaptiveAvgPool2d(zeros(1, 3, 8, 5), [2, null]).shape; // => [1, 3, 2, 5]
     * @see https://pytorch.org/docs/stable/generated/torch.nn.functional.adaptive_avg_pool2d.html
     */
    adaptiveAvgPool2d(outputSize: AdaptiveSize | { readonly outputSize: AdaptiveSize }): Tensor;

    /**
     * Maxima of as many windows as the output is to have: output i is the largest of elements floor(i*L/O) up to, not
     * including, ceil((i+1)*L/O). Windows may overlap; O may be larger than L.
     *
     * Shapes: x [N, C, L] or [C, L] -> [N, C, O].
     *
     * @param outputSize O >= 0; null keeps L.
     * @param returnIndices Also return where the maxima were. Default false.
     * @returns The maxima; with `returnIndices` `{ values, indices }`.
     * @throws {ShapeError} for an input of another rank, or with an empty line.
     * @throws {DTypeError} for an integer or bool tensor.
     * @throws {ValueError} for a size that is no whole number.
     * @throws {ArgumentError} for an unknown option, or a value of the wrong kind.
     * @example
     * adaptiveMaxPool1d(tensor([[1, 7, 3, 4, 5]]), 3); // => tensor([[7., 7., 5.]])
     * @see https://pytorch.org/docs/stable/generated/torch.nn.functional.adaptive_max_pool1d.html
     */
    adaptiveMaxPool1d(
      outputSize: AdaptiveLength,
      returnIndices: true | WithIndices<AdaptiveMaxPoolOptions>,
    ): ValuesAndIndices;

    /**
     * Maxima of as many windows as the output is to have: output i is the largest of elements floor(i*L/O) up to, not
     * including, ceil((i+1)*L/O). Windows may overlap; O may be larger than L.
     *
     * Shapes: x [N, C, L] or [C, L] -> [N, C, O].
     *
     * @param outputSize O >= 0; null keeps L.
     * @param returnIndices Also return where the maxima were. Default false.
     * @returns The maxima; with `returnIndices` `{ values, indices }`.
     * @throws {ShapeError} for an input of another rank, or with an empty line.
     * @throws {DTypeError} for an integer or bool tensor.
     * @throws {ValueError} for a size that is no whole number.
     * @throws {ArgumentError} for an unknown option, or a value of the wrong kind.
     * @example
     * adaptiveMaxPool1d(tensor([[1, 7, 3, 4, 5]]), 3); // => tensor([[7., 7., 5.]])
     * @see https://pytorch.org/docs/stable/generated/torch.nn.functional.adaptive_max_pool1d.html
     */
    adaptiveMaxPool1d(
      outputSize: AdaptiveLength | WithoutIndices<{ readonly outputSize: AdaptiveLength }>,
      returnIndices?: false | WithoutIndices<AdaptiveMaxPoolOptions>,
    ): Tensor;

    /**
     * Maxima of as many windows as the output is to have, in both directions; see {@link Tensor.adaptiveMaxPool1d}.
     *
     * Shapes: x [N, C, H, W] or [C, H, W] -> [N, C, outputSize[0], outputSize[1]].
     *
     * @param outputSize Sizes >= 0: one number for both, or [height, width]; null keeps a size.
     * @param returnIndices Also return where the maxima were, as flat positions in the plane. Default false.
     * @returns The maxima; with `returnIndices` `{ values, indices }`.
     * @throws {ShapeError} for an input of another rank, or with an empty plane.
     * @throws {DTypeError} for an integer or bool tensor.
     * @throws {ValueError} for a size that is no whole number.
     * @throws {ArgumentError} for an unknown option, or a value of the wrong kind.
     * @example
     * adaptiveMaxPool2d(tensor([[[1, 2], [3, 6]]]), [1, null]); // => tensor([[[3., 6.]]])
     * adaptiveMaxPool2d(tensor([[[1, 2], [3, 6]]]), 1, { returnIndices: true }).indices; // => tensor([[[3]]])
     * @see https://pytorch.org/docs/stable/generated/torch.nn.functional.adaptive_max_pool2d.html
     */
    adaptiveMaxPool2d(
      outputSize: AdaptiveSize,
      returnIndices: true | WithIndices<AdaptiveMaxPoolOptions>,
    ): ValuesAndIndices;

    /**
     * Maxima of as many windows as the output is to have, in both directions; see {@link Tensor.adaptiveMaxPool1d}.
     *
     * Shapes: x [N, C, H, W] or [C, H, W] -> [N, C, outputSize[0], outputSize[1]].
     *
     * @param outputSize Sizes >= 0: one number for both, or [height, width]; null keeps a size.
     * @param returnIndices Also return where the maxima were, as flat positions in the plane. Default false.
     * @returns The maxima; with `returnIndices` `{ values, indices }`.
     * @throws {ShapeError} for an input of another rank, or with an empty plane.
     * @throws {DTypeError} for an integer or bool tensor.
     * @throws {ValueError} for a size that is no whole number.
     * @throws {ArgumentError} for an unknown option, or a value of the wrong kind.
     * @example
     * adaptiveMaxPool2d(tensor([[[1, 2], [3, 6]]]), [1, null]); // => tensor([[[3., 6.]]])
     * adaptiveMaxPool2d(tensor([[[1, 2], [3, 6]]]), 1, { returnIndices: true }).indices; // => tensor([[[3]]])
     * @see https://pytorch.org/docs/stable/generated/torch.nn.functional.adaptive_max_pool2d.html
     */
    adaptiveMaxPool2d(
      outputSize: AdaptiveSize | WithoutIndices<{ readonly outputSize: AdaptiveSize }>,
      returnIndices?: false | WithoutIndices<AdaptiveMaxPoolOptions>,
    ): Tensor;

    /**
     * The matrix product, in all of PyTorch's rank cases: vector · vector, matrix · vector, vector · matrix, matrix ·
     * matrix, and batches of matrices whose leading dimensions broadcast.
     *
     * Shapes: `[.., M, K] x [.., K, N] -> [.., M, N]`; a 1-d operand gets a dimension that is dropped afterwards.
     *
     * @throws {ShapeError} for a 0-d operand, or when the inner sizes differ.
     * @throws {DTypeError} for two bool tensors.
     * @throws {ValueError} for a sum of int32 products that int32 cannot hold.
     * @example
     * tensor([[1, 2], [3, 4]]).matmul(tensor([1, 1])); // => tensor([3., 7.])
     * @see https://pytorch.org/docs/stable/generated/torch.matmul.html
     */
    matmul(other: Tensor): Tensor;

    /**
     * The product of two batches of matrices, `[B, M, K] x [B, K, N] -> [B, M, N]`, without broadcasting.
     *
     * @throws {ShapeError} unless both have three dimensions, equal batches and a common inner size.
     * @throws {DTypeError} for two bool tensors.
     * @example
     * tensor([[[1, 2]]]).bmm(tensor([[[3], [4]]])); // => tensor([[[11.]]])
     * @see https://pytorch.org/docs/stable/generated/torch.bmm.html
     */
    bmm(other: Tensor): Tensor;

    /**
     * The product of two matrices, `[M, K] x [K, N] -> [M, N]`; unlike `matmul`, of matrices only.
     *
     * @throws {ShapeError} unless both have two dimensions and a common inner size.
     * @example
     * tensor([[1, 2]]).mm(tensor([[3], [4]])); // => tensor([[11.]])
     * @see https://pytorch.org/docs/stable/generated/torch.mm.html
     */
    mm(other: Tensor): Tensor;

    /**
     * The product of a matrix and a vector, `[M, K] x [K] -> [M]`.
     *
     * @throws {ShapeError} unless the shapes fit.
     * @example
     * tensor([[1, 2], [3, 4]]).mv(tensor([1, 10])); // => tensor([21., 43.])
     * @see https://pytorch.org/docs/stable/generated/torch.mv.html
     */
    mv(vector: Tensor): Tensor;

    /**
     * The inner product of two vectors, `[K] x [K] -> []`.
     *
     * @throws {ShapeError} unless both are vectors of one length.
     * @example
     * tensor([1, 2]).dot(tensor([3, 4])); // => tensor(11.)
     * @see https://pytorch.org/docs/stable/generated/torch.dot.html
     */
    dot(other: Tensor): Tensor;

    /**
     * The outer product of two vectors, `[M] x [N] -> [M, N]`: every element of one times every element of the other.
     *
     * @throws {ShapeError} unless both are vectors.
     * @example
     * tensor([1, 2]).outer(tensor([3, 4])); // => tensor([[3., 4.],
     * //            [6., 8.]])
     * @see https://pytorch.org/docs/stable/generated/torch.outer.html
     */
    outer(other: Tensor): Tensor;

    /**
     * `beta * x + alpha * (mat1 @ mat2)` for matrices mat1 `[M, K]` and mat2 `[K, N]`; x broadcasts to `[M, N]`.
     *
     * @param options.beta Multiplies x. Default 1.
     * @param options.alpha Multiplies the product. Default 1.
     * @throws {ShapeError} unless the shapes fit.
     * @throws {DTypeError} for two bool tensors.
     * @example
     * ones(2).addmm(tensor([[1, 2]]), tensor([[1, 0], [0, 1]])); // => tensor([[2., 3.]])
     * @see https://pytorch.org/docs/stable/generated/torch.addmm.html
     */
    addmm(mat1: Tensor, mat2: Tensor, options?: AddProductOptions): Tensor;

    /**
     * `beta * x + alpha * (batch1 @ batch2)` for batches of matrices batch1 `[B, M, K]` and batch2 `[B, K, N]`; x broadcasts
     * to `[B, M, N]`.
     *
     * @param options.beta Multiplies x. Default 1.
     * @param options.alpha Multiplies the product. Default 1.
     * @throws {ShapeError} unless the shapes fit.
     * @throws {DTypeError} for two bool tensors.
     * @example
     * ones(1).baddbmm(ones(2, 1, 3), ones(2, 3, 1)).shape; // => [2, 1, 1]
     * @see https://pytorch.org/docs/stable/generated/torch.baddbmm.html
     */
    baddbmm(batch1: Tensor, batch2: Tensor, options?: AddProductOptions): Tensor;

    /**
     * The Kronecker product: every element of x times all of `other`, block by block. The operand with fewer dimensions
     * gets new ones of size 1 in front.
     *
     * Shapes: `[a0, a1, ..] x [b0, b1, ..] -> [a0*b0, a1*b1, ..]`.
     *
     * @example
     * tensor([1, 2]).kron(tensor([1, 1, 0])); // => tensor([1., 1., 0., 2., 2., 0.])
     * @see https://pytorch.org/docs/stable/generated/torch.kron.html
     */
    kron(other: Tensor): Tensor;

    /**
     * The determinant of a square matrix, or of each matrix of a batch, by LU decomposition with partial pivoting. Computed on
     * the host. A singular matrix has a gradient too, but no second one.
     *
     * Shapes: `[.., n, n] -> [..]`.
     *
     * @throws {ShapeError} unless the last two dimensions are equal.
     * @throws {DTypeError} for a dtype that is no float.
     * @throws {DeviceError} on a device that can only be read with `await`.
     * @example
     * tensor([[1, 2], [3, 4]]).det(); // => tensor(-2.)
     * @see https://pytorch.org/docs/stable/generated/torch.det.html
     */
    det(): Tensor;

    /**
     * The inverse of a square matrix, or of each matrix of a batch, by LU decomposition with partial pivoting. Computed on the
     * host.
     *
     * Shapes: `[.., n, n] -> [.., n, n]`.
     *
     * @throws {ShapeError} unless the last two dimensions are equal.
     * @throws {DTypeError} for a dtype that is no float.
     * @throws {ValueError} for a singular matrix.
     * @throws {DeviceError} on a device that can only be read with `await`.
     * @example
     * tensor([[1, 2], [3, 4]]).inverse(); // => tensor([[-2.0000,  1.0000],
     * //            [ 1.5000, -0.5000]])
     * @see https://pytorch.org/docs/stable/generated/torch.inverse.html
     */
    inverse(): Tensor;

    /**
     * The sign of the determinant and the logarithm of its size, which stays in the range of floats where {@link Tensor.det} does not.
     * Computed on the host.
     *
     * Shapes: `[.., n, n] -> [..], [..]`.
     *
     * @throws {ShapeError} unless the last two dimensions are equal.
     * @throws {DTypeError} for a dtype that is no float.
     * @throws {DeviceError} on a device that can only be read with `await`.
     * @example
     * const [sign, logabsdet] = tensor([[1, 2], [3, 4]]).slogdet();
     * sign; // => tensor(-1.)
     * logabsdet; // => tensor(0.6931)
     * @see https://pytorch.org/docs/stable/generated/torch.slogdet.html
     */
    slogdet(): SignAndLog;

    /**
     * The logarithm of the determinant; NaN of a negative one. Computed on the host.
     *
     * Shapes: `[.., n, n] -> [..]`.
     *
     * @throws {ShapeError} unless the last two dimensions are equal.
     * @throws {DTypeError} for a dtype that is no float.
     * @throws {DeviceError} on a device that can only be read with `await`.
     * @example
     * tensor([[2, 0], [0, 4]]).logdet(); // => tensor(2.0794)
     * @see https://pytorch.org/docs/stable/generated/torch.logdet.html
     */
    logdet(): Tensor;

    /**
     * A view of a diagonal of two dimensions, which are removed; it becomes the last dimension.
     *
     * @param offset 0 is the main diagonal, positive ones lie above it, negative ones below. Default 0.
     * @param dim1 The dimension of the rows. Default 0.
     * @param dim2 The dimension of the columns. Default 1.
     * @throws {IndexError} for a dimension out of range.
     * @throws {ShapeError} when the two dimensions are the same.
     * @example
     * tensor([[1, 2], [3, 4]]).diagonal(); // => tensor([1., 4.])
     * tensor([[1, 2], [3, 4]]).diagonal(1); // => tensor([2.])
     * zeros(2, 3, 4).diagonal(0, { dim1: 1, dim2: 2 }).shape; // => [2, 3]
     * @see https://pytorch.org/docs/stable/generated/torch.diagonal.html
     */
    diagonal(
      offset?: number | DiagonalOptions,
      dim1?: number | Omit<DiagonalOptions, "offset">,
      dim2?: number | Pick<DiagonalOptions, "dim2">,
    ): Tensor;

    /**
     * Square matrices of zeros with the lines of the last dimension of x on a diagonal.
     *
     * Shapes: `[.., n] -> [.., n + |offset|, n + |offset|]`, with the two new dimensions at dim1 and dim2.
     *
     * @param offset 0 is the main diagonal, positive ones lie above it, negative ones below. Default 0.
     * @param dim1 Where the rows go. Default -2.
     * @param dim2 Where the columns go. Default -1.
     * @throws {IndexError} for a dimension out of range.
     * @throws {ShapeError} for a 0-d tensor, or when the two dimensions are the same.
     * @example
     * tensor([1, 2]).diagEmbed(); // => tensor([[1., 0.],
     * //            [0., 2.]])
     * @see https://pytorch.org/docs/stable/generated/torch.diag_embed.html
     */
    diagEmbed(
      offset?: number | DiagonalOptions,
      dim1?: number | Omit<DiagonalOptions, "offset">,
      dim2?: number | Pick<DiagonalOptions, "dim2">,
    ): Tensor;

    /**
     * Of a vector, the square matrix with it on a diagonal; of a matrix, that diagonal (a copy).
     *
     * @param diagonal 0 is the main diagonal, positive ones lie above it, negative ones below. Default 0.
     * @throws {ShapeError} unless x is a vector or a matrix.
     * @example
     * tensor([1, 2]).diag(); // => tensor([[1., 0.],
     * //            [0., 2.]])
     * @see https://pytorch.org/docs/stable/generated/torch.diag.html
     */
    diag(diagonal?: number | { readonly diagonal?: number }): Tensor;

    /**
     * Writes a number to the main diagonal, in place: of a matrix, or of a tensor with more dimensions, all of one size, to the
     * elements whose indices are equal.
     *
     * @param fillValue The number.
     * @param wrap Go on in a matrix with more rows than columns: after each n + 1 rows a diagonal starts again. Default false.
     * @throws {ShapeError} for fewer than two dimensions, and for more than two that differ in size.
     * @throws {ValueError} for a number that the dtype does not hold.
     * @throws {GradError} for a leaf that requires a gradient.
     * @example
     * zeros(2, 3).fillDiagonal_(5); // => tensor([[5., 0., 0.],
     * //            [0., 5., 0.]])
     * @see https://pytorch.org/docs/stable/generated/torch.Tensor.fill_diagonal_.html
     */
    fillDiagonal_(fillValue: number, wrap?: boolean | { readonly wrap?: boolean }): this;

    /**
     * The sum of a matrix's main diagonal.
     *
     * @throws {ShapeError} unless x is a matrix.
     * @example
     * tensor([[1, 2], [3, 4]]).trace(); // => tensor(5.)
     * @see https://pytorch.org/docs/stable/generated/torch.trace.html
     */
    trace(): Tensor;

    /**
     * The lower triangles of the matrices in the last two dimensions, with zeros above the diagonal.
     *
     * @param diagonal The last diagonal that is kept: 0 is the main one, positive ones lie above it. Default 0.
     * @throws {ShapeError} for fewer than two dimensions.
     * @example
     * ones(2, 3).tril(); // => tensor([[1., 0., 0.],
     * //            [1., 1., 0.]])
     * @see https://pytorch.org/docs/stable/generated/torch.tril.html
     */
    tril(diagonal?: number | { readonly diagonal?: number }): Tensor;

    /**
     * The upper triangles of the matrices in the last two dimensions, with zeros below the diagonal.
     *
     * @param diagonal The first diagonal that is kept: 0 is the main one, positive ones lie above it. Default 0.
     * @throws {ShapeError} for fewer than two dimensions.
     * @example
     * ones(2, 3).triu({ diagonal: 1 }); // => tensor([[0., 1., 1.],
     * //            [0., 0., 1.]])
     * @see https://pytorch.org/docs/stable/generated/torch.triu.html
     */
    triu(diagonal?: number | { readonly diagonal?: number }): Tensor;

    /**
     * The sum over `dim` (default: all). Integers and bools are summed as int32; the sum of nothing is 0.
     *
     * @param dim One dimension or several, which may count from the end; null, `[]` or left out: all.
     * @param keepDim Keep the reduced dimensions with size 1. Default false.
     * @param options.dtype Dtype to convert to first, and of the result. Default: the tensor's own, int32 for integers and bools.
     * @throws {IndexError} for a dimension out of range.
     * @throws {ValueError} for a sum of integers that int32 cannot hold; write `{ dtype: "float64" }`.
     * @example
     * tensor([[1, 2], [3, 4]]).sum(); // => tensor(10.)
     * tensor([[1, 2], [3, 4]]).sum(0); // => tensor([4., 6.])
     * tensor([[1, 2], [3, 4]]).sum(-1, { keepDim: true }).shape; // => [2, 1]
     * tensor([200, 100], { dtype: "uint8" }).sum({ dtype: "float32" }); // => tensor(300.)
     * @see https://pytorch.org/docs/stable/generated/torch.sum.html
     */
    sum(
      dim?: Dims | ReductionDTypeOptions,
      keepDim?: boolean | KeepDimDTypeOptions,
      options?: AccumulationOptions,
    ): Tensor;

    /**
     * {@link Tensor.sum}, with every NaN counted as 0.
     *
     * @example
     * tensor([1, NaN, 2]).nansum(); // => tensor(3.)
     * @see https://pytorch.org/docs/stable/generated/torch.nansum.html
     */
    nansum(
      dim?: Dims | ReductionDTypeOptions,
      keepDim?: boolean | KeepDimDTypeOptions,
      options?: AccumulationOptions,
    ): Tensor;

    /**
     * The mean over `dim` (default: all). The mean of nothing is NaN.
     *
     * @param dim One dimension or several, which may count from the end; null, `[]` or left out: all.
     * @param keepDim Keep the reduced dimensions with size 1. Default false.
     * @param options.dtype Dtype to convert to first, and of the result. Default: the tensor's own.
     * @throws {DTypeError} for integers and bools, as in PyTorch; write `{ dtype: "float32" }`.
     * @throws {IndexError} for a dimension out of range.
     * @example
     * tensor([[1, 2], [3, 4]]).mean(); // => tensor(2.5000)
     * tensor([[1, 2], [3, 4]]).mean(0); // => tensor([2., 3.])
     * @see https://pytorch.org/docs/stable/generated/torch.mean.html
     */
    mean(
      dim?: Dims | ReductionDTypeOptions,
      keepDim?: boolean | KeepDimDTypeOptions,
      options?: AccumulationOptions,
    ): Tensor;

    /**
     * The product over `dim` (default: all). Integers and bools are multiplied as int32; the product of nothing is 1.
     *
     * The gradient is exact where elements are zero.
     *
     * @param dim One dimension or several, which may count from the end; null, `[]` or left out: all.
     * @param keepDim Keep the reduced dimensions with size 1. Default false.
     * @param options.dtype Dtype to convert to first, and of the result. Default: the tensor's own, int32 for integers and bools.
     * @throws {IndexError} for a dimension out of range.
     * @throws {ValueError} for a product of integers that int32 cannot hold; write `{ dtype: "float64" }`.
     * @example
     * tensor([[1, 2], [3, 4]]).prod(); // => tensor(24.)
     * tensor([[1, 2], [3, 4]]).prod(1); // => tensor([ 2., 12.])
     * @see https://pytorch.org/docs/stable/generated/torch.prod.html
     */
    prod(
      dim?: Dims | ReductionDTypeOptions,
      keepDim?: boolean | KeepDimDTypeOptions,
      options?: AccumulationOptions,
    ): Tensor;

    /**
     * The variance over `dim` (default: all), `sum((x - mean)²) / (n - correction)`.
     *
     * @param dim One dimension or several, which may count from the end; null, `[]` or left out: all. A boolean is `unbiased`.
     * @param unbiased Divide by n - 1 (true) or by n (false). Default true.
     * @param options.correction Divide by n - correction instead. Default 1 or 0, as `unbiased` says.
     * @param keepDim Keep the reduced dimensions with size 1. Default false.
     * @throws {DTypeError} for integers and bools.
     * @throws {IndexError} for a dimension out of range.
     * @example
     * tensor([1, 2, 3, 6]).var(false); // => tensor(3.5000)
     * tensor([1, 2, 3, 6]).var({ unbiased: false }); // => tensor(3.5000)
     * tensor([[1, 3], [2, 6]]).var(1); // => tensor([2., 8.])
     * @see https://pytorch.org/docs/stable/generated/torch.var.html
     */
    var(
      dim?: Dims | boolean | VarianceOptions,
      unbiased?: boolean | Omit<VarianceOptions, "dim">,
      keepDim?: boolean | Pick<VarianceOptions, "keepDim" | "correction">,
      options?: Pick<VarianceOptions, "correction">,
    ): Tensor;

    /**
     * The standard deviation over `dim` (default: all), the root of the variance. Its gradient is 0 where it is 0.
     *
     * @param dim One dimension or several, which may count from the end; null, `[]` or left out: all. A boolean is `unbiased`.
     * @param unbiased Divide by n - 1 (true) or by n (false). Default true.
     * @param options.correction Divide by n - correction instead. Default 1 or 0, as `unbiased` says.
     * @param keepDim Keep the reduced dimensions with size 1. Default false.
     * @throws {DTypeError} for integers and bools.
     * @throws {IndexError} for a dimension out of range.
     * @example
     * tensor([[1, 3], [2, 6]]).std(1); // => tensor([1.4142, 2.8284])
     * @see https://pytorch.org/docs/stable/generated/torch.std.html
     */
    std(
      dim?: Dims | boolean | VarianceOptions,
      unbiased?: boolean | Omit<VarianceOptions, "dim">,
      keepDim?: boolean | Pick<VarianceOptions, "keepDim" | "correction">,
      options?: Pick<VarianceOptions, "correction">,
    ): Tensor;

    /**
     * The largest element of all; or, given a dimension, the largest elements along it with their positions; or, given a
     * tensor, the elementwise maximum of the two.
     *
     * NaN counts as the largest. Of equal largest elements all share the gradient evenly when there is no `dim`; with
     * one, the first takes all of it.
     *
     * @param other The tensor to compare with, elementwise; it broadcasts.
     * @param dim Dimension to reduce, -ndim <= dim < ndim.
     * @param keepDim Keep the reduced dimension with size 1. Default false.
     * @throws {IndexError} for a dimension out of range, or when there is no element to choose from.
     * @example
     * const x = tensor([[1, 5], [7, 2]]);
     * x.max(); // => tensor(7.)
     * x.max(1).values; // => tensor([5., 7.])
     * const [values, indices] = x.max(1);
     * indices; // => tensor([1, 0])
     * @see https://pytorch.org/docs/stable/generated/torch.max.html
     */
    max(
      dim: number | (KeepDimOptions & { readonly dim: number }),
      keepDim?: boolean | KeepDimOptions,
    ): ValuesAndIndices;

    /**
     * The largest element of all; or, given a dimension, the largest elements along it with their positions; or, given a
     * tensor, the elementwise maximum of the two.
     *
     * NaN counts as the largest. Of equal largest elements all share the gradient evenly when there is no `dim`; with
     * one, the first takes all of it.
     *
     * @param other The tensor to compare with, elementwise; it broadcasts.
     * @param dim Dimension to reduce, -ndim <= dim < ndim.
     * @param keepDim Keep the reduced dimension with size 1. Default false.
     * @throws {IndexError} for a dimension out of range, or when there is no element to choose from.
     * @example
     * const x = tensor([[1, 5], [7, 2]]);
     * x.max(); // => tensor(7.)
     * x.max(1).values; // => tensor([5., 7.])
     * const [values, indices] = x.max(1);
     * indices; // => tensor([1, 0])
     * @see https://pytorch.org/docs/stable/generated/torch.max.html
     */
    max(other?: Tensor): Tensor;

    /**
     * The smallest element of all; or, given a dimension, the smallest elements along it with their positions; or, given
     * a tensor, the elementwise minimum of the two.
     *
     * A NaN makes the result NaN. Of equal smallest elements all share the gradient evenly when there is no `dim`; with
     * one, the first takes all of it.
     *
     * @param other The tensor to compare with, elementwise; it broadcasts.
     * @param dim Dimension to reduce, -ndim <= dim < ndim.
     * @param keepDim Keep the reduced dimension with size 1. Default false.
     * @throws {IndexError} for a dimension out of range, or when there is no element to choose from.
     * @example
     * const x = tensor([[1, 5], [7, 2]]);
     * x.min(); // => tensor(1.)
     * x.min(0).indices; // => tensor([0, 1])
     * @see https://pytorch.org/docs/stable/generated/torch.min.html
     */
    min(
      dim: number | (KeepDimOptions & { readonly dim: number }),
      keepDim?: boolean | KeepDimOptions,
    ): ValuesAndIndices;

    /**
     * The smallest element of all; or, given a dimension, the smallest elements along it with their positions; or, given
     * a tensor, the elementwise minimum of the two.
     *
     * A NaN makes the result NaN. Of equal smallest elements all share the gradient evenly when there is no `dim`; with
     * one, the first takes all of it.
     *
     * @param other The tensor to compare with, elementwise; it broadcasts.
     * @param dim Dimension to reduce, -ndim <= dim < ndim.
     * @param keepDim Keep the reduced dimension with size 1. Default false.
     * @throws {IndexError} for a dimension out of range, or when there is no element to choose from.
     * @example
     * const x = tensor([[1, 5], [7, 2]]);
     * x.min(); // => tensor(1.)
     * x.min(0).indices; // => tensor([0, 1])
     * @see https://pytorch.org/docs/stable/generated/torch.min.html
     */
    min(other?: Tensor): Tensor;

    /**
     * The largest element over `dim` (default: all). NaN counts as the largest. Unlike `max(dim)`, which picks the
     * first, equal largest elements share the gradient evenly.
     *
     * @param dim One dimension or several, which may count from the end; null, `[]` or left out: all.
     * @param keepDim Keep the reduced dimensions with size 1. Default false.
     * @throws {IndexError} for a dimension out of range, or one of size 0.
     * @example
     * tensor([[1, 5], [7, 2]]).amax(1); // => tensor([5., 7.])
     * @see https://pytorch.org/docs/stable/generated/torch.amax.html
     */
    amax(dim?: Dims | ReductionOptions, keepDim?: boolean | KeepDimOptions): Tensor;

    /**
     * The smallest element over `dim` (default: all). A NaN makes the result NaN. Equal smallest elements share the
     * gradient evenly.
     *
     * @param dim One dimension or several, which may count from the end; null, `[]` or left out: all.
     * @param keepDim Keep the reduced dimensions with size 1. Default false.
     * @throws {IndexError} for a dimension out of range, or one of size 0.
     * @example
     * tensor([[1, 5], [7, 2]]).amin(0); // => tensor([1., 2.])
     * @see https://pytorch.org/docs/stable/generated/torch.amin.html
     */
    amin(dim?: Dims | ReductionOptions, keepDim?: boolean | KeepDimOptions): Tensor;

    /**
     * The int32 index of the largest element: along `dim`, or of the flattened tensor. Of equal elements the first
     * counts; the first NaN comes before all numbers.
     *
     * @param dim Dimension to reduce, -ndim <= dim < ndim; null or left out: the flattened tensor.
     * @param keepDim Keep the reduced dimensions with size 1. Default false.
     * @throws {IndexError} for a dimension out of range, or when there is no element to choose from.
     * @example
     * tensor([[1, 5], [7, 2]]).argmax(); // => tensor(2)
     * tensor([[1, 5], [7, 2]]).argmax(1); // => tensor([1, 0])
     * @see https://pytorch.org/docs/stable/generated/torch.argmax.html
     */
    argmax(dim?: number | null | ArgReduceOptions, keepDim?: boolean | KeepDimOptions): Tensor;

    /**
     * The int32 index of the smallest element: along `dim`, or of the flattened tensor. Of equal elements the first
     * counts; the first NaN comes before all numbers.
     *
     * @param dim Dimension to reduce, -ndim <= dim < ndim; null or left out: the flattened tensor.
     * @param keepDim Keep the reduced dimensions with size 1. Default false.
     * @throws {IndexError} for a dimension out of range, or when there is no element to choose from.
     * @example
     * tensor([[1, 5], [7, 2]]).argmin(0); // => tensor([0, 1])
     * @see https://pytorch.org/docs/stable/generated/torch.argmin.html
     */
    argmin(dim?: number | null | ArgReduceOptions, keepDim?: boolean | KeepDimOptions): Tensor;

    /**
     * Whether any element over `dim` (default: all) is not zero; NaN counts as not zero. False for no elements.
     *
     * @param dim One dimension or several, which may count from the end; null, `[]` or left out: all.
     * @param keepDim Keep the reduced dimensions with size 1. Default false.
     * @throws {IndexError} for a dimension out of range.
     * @example
     * tensor([[0, 0], [0, 3]]).any(1); // => tensor([False,  True])
     * @see https://pytorch.org/docs/stable/generated/torch.any.html
     */
    any(dim?: Dims | ReductionOptions, keepDim?: boolean | KeepDimOptions): Tensor;

    /**
     * Whether all elements over `dim` (default: all) are not zero; NaN counts as not zero. True for no elements.
     *
     * @param dim One dimension or several, which may count from the end; null, `[]` or left out: all.
     * @param keepDim Keep the reduced dimensions with size 1. Default false.
     * @throws {IndexError} for a dimension out of range.
     * @example
     * tensor([[1, 2], [0, 3]]).all(1); // => tensor([ True, False])
     * @see https://pytorch.org/docs/stable/generated/torch.all.html
     */
    all(dim?: Dims | ReductionOptions, keepDim?: boolean | KeepDimOptions): Tensor;

    /**
     * How many elements over `dim` (default: all) are not zero, as int32.
     *
     * @param dim One dimension or several, which may count from the end; null, `[]` or left out: all.
     * @throws {IndexError} for a dimension out of range.
     * @example
     * tensor([[0, 1], [2, 3]]).countNonzero(1); // => tensor([1, 2])
     * @see https://pytorch.org/docs/stable/generated/torch.count_nonzero.html
     */
    countNonzero(dim?: Dims | Pick<ReductionOptions, "dim">): Tensor;

    /**
     * `log(sum(exp(x)))` over `dim`, without overflow. Nothing but -Infinity, or nothing at all, gives -Infinity.
     *
     * @param dim One dimension or several, which may count from the end; null, `[]` or left out: all.
     * @param keepDim Keep the reduced dimensions with size 1. Default false.
     * @throws {IndexError} for a dimension out of range.
     * @example
     * tensor([1000, 1000]).logsumexp(0); // => tensor(1000.6932)
     * @see https://pytorch.org/docs/stable/generated/torch.logsumexp.html
     */
    logsumexp(dim?: Dims | ReductionOptions, keepDim?: boolean | KeepDimOptions): Tensor;

    /**
     * The p-norm over `dim` (default: all), `sum(|x|^p)^(1/p)`. Infinity gives the largest and -Infinity the smallest
     * absolute value; 0 counts the elements that are not zero. A matrix is treated as the vector of its elements.
     *
     * The gradient at norm 0 is 0.
     *
     * @param p Any number or +-Infinity; "fro" is 2. Default 2.
     * @param dim One dimension or several, which may count from the end; null, `[]` or left out: all.
     * @param keepDim Keep the reduced dimensions with size 1. Default false.
     * @param options.dtype Float dtype to convert to first, and of the result. Default: the tensor's own.
     * @throws {DTypeError} for integers and bools, unless a float dtype is given.
     * @throws {ValueError} when p is NaN.
     * @throws {IndexError} for a dimension out of range, or one of size 0 when p is negative or Infinity.
     * @example
     * tensor([3, -4]).norm(); // => tensor(5.)
     * tensor([[3, -4], [1, 1]]).norm(1, 1); // => tensor([7., 2.])
     * tensor([3, 4], { dtype: "int32" }).norm({ dtype: "float32" }); // => tensor(5.)
     * @see https://pytorch.org/docs/stable/generated/torch.norm.html
     */
    norm(
      p?: number | "fro" | NormOptions,
      dim?: Dims | ReductionDTypeOptions,
      keepDim?: boolean | KeepDimDTypeOptions,
      options?: AccumulationOptions,
    ): Tensor;

    /**
     * The running sum along `dim`: `y[i] = x[0] + ... + x[i]`. Integers and bools are summed as int32.
     *
     * Shapes: that of x.
     *
     * @param dim Dimension to run along, -ndim <= dim < ndim.
     * @param options.dtype Dtype to convert to first, and of the result. Default: the tensor's own, int32 for integers and bools.
     * @throws {IndexError} for a dimension out of range.
     * @throws {ValueError} for a sum of integers that int32 cannot hold; write `{ dtype: "float64" }`.
     * @example
     * tensor([1, 2, 3]).cumsum(0); // => tensor([1., 3., 6.])
     * @see https://pytorch.org/docs/stable/generated/torch.cumsum.html
     */
    cumsum(dim: number | (AccumulationOptions & { readonly dim: number }), options?: AccumulationOptions): Tensor;

    /**
     * The running product along `dim`: `y[i] = x[0] * ... * x[i]`. Integers and bools are multiplied as int32.
     *
     * Shapes: that of x. The gradient is exact where elements are zero.
     *
     * @param dim Dimension to run along, -ndim <= dim < ndim.
     * @param options.dtype Dtype to convert to first, and of the result. Default: the tensor's own, int32 for integers and bools.
     * @throws {IndexError} for a dimension out of range.
     * @throws {ValueError} for a product of integers that int32 cannot hold; write `{ dtype: "float64" }`.
     * @example
     * tensor([1, 2, 3, 4]).cumprod(0); // => tensor([ 1.,  2.,  6., 24.])
     * @see https://pytorch.org/docs/stable/generated/torch.cumprod.html
     */
    cumprod(dim: number | (AccumulationOptions & { readonly dim: number }), options?: AccumulationOptions): Tensor;

    /**
     * The elements in sorted order along `dim`, and where each was. Equal elements keep their order, as with PyTorch's
     * `stable=True`; NaN counts as the largest.
     *
     * @param dim Dimension to sort along, -ndim <= dim < ndim. Default -1.
     * @param descending Largest first. Default false.
     * @throws {IndexError} for a dimension out of range.
     * @example
     * const { values, indices } = tensor([3, 1, 2]).sort();
     * values; // => tensor([1., 2., 3.])
     * indices; // => tensor([1, 2, 0])
     * tensor([3, 1, 2]).sort({ descending: true }).values; // => tensor([3., 2., 1.])
     * @see https://pytorch.org/docs/stable/generated/torch.sort.html
     */
    sort(
      dim?: number | SortOptions,
      descending?: boolean | Omit<SortOptions, "dim">,
      options?: Pick<SortOptions, "stable">,
    ): ValuesAndIndices;

    /**
     * The int32 indices that would sort the tensor along `dim`; stable.
     *
     * @param dim Dimension to sort along, -ndim <= dim < ndim. Default -1.
     * @param descending Largest first. Default false.
     * @throws {IndexError} for a dimension out of range.
     * @example
     * tensor([3, 1, 2]).argsort(); // => tensor([1, 2, 0])
     * @see https://pytorch.org/docs/stable/generated/torch.argsort.html
     */
    argsort(
      dim?: number | SortOptions,
      descending?: boolean | Omit<SortOptions, "dim">,
      options?: Pick<SortOptions, "stable">,
    ): Tensor;

    /**
     * The `k` largest (or smallest) elements along `dim`, in order, and where they were. NaN counts as the largest; of
     * equal elements the first come first.
     *
     * Shapes: `[.., n, ..] -> [.., k, ..]`.
     *
     * @param k How many, 0 <= k <= n.
     * @param dim Dimension to search along, -ndim <= dim < ndim. Default -1.
     * @param largest The largest (true) or the smallest. Default true.
     * @param sorted In order, which they are in any case. Default true.
     * @throws {IndexError} for a dimension out of range, or when there are fewer than k elements.
     * @example
     * tensor([3, 1, 4, 1, 5]).topk(2).values; // => tensor([5., 4.])
     * tensor([3, 1, 4, 1, 5]).topk(2, { largest: false }).indices; // => tensor([1, 3])
     * @see https://pytorch.org/docs/stable/generated/torch.topk.html
     */
    topk(
      k: number,
      dim?: number | TopkOptions,
      largest?: boolean | Omit<TopkOptions, "dim">,
      sorted?: boolean | Pick<TopkOptions, "sorted">,
    ): ValuesAndIndices;

    /**
     * The k-th smallest element along `dim`, counted from 1, and where it was. NaN counts as the largest.
     *
     * @param k Which, 1 <= k <= n.
     * @param dim Dimension to search along, -ndim <= dim < ndim. Default -1.
     * @param keepDim Keep the dimension with size 1. Default false.
     * @throws {IndexError} for a dimension out of range, or when there are fewer than k elements.
     * @example
     * tensor([30, 10, 20]).kthvalue(2).values; // => tensor(20.)
     * @see https://pytorch.org/docs/stable/generated/torch.kthvalue.html
     */
    kthvalue(
      k: number,
      dim?: number | (KeepDimOptions & { readonly dim?: number }),
      keepDim?: boolean | KeepDimOptions,
    ): ValuesAndIndices;

    /**
     * The median of all elements; or, given a dimension, the medians along it with their indices. Of two middle
     * elements the lower one is taken, and a NaN makes the result NaN.
     *
     * Without `dim`, equal elements share the gradient evenly, and the median of nothing is NaN.
     *
     * @param dim Dimension to reduce, -ndim <= dim < ndim.
     * @param keepDim Keep the reduced dimension with size 1. Default false.
     * @throws {IndexError} for a dimension out of range or of size 0.
     * @example
     * tensor([5, 1, 4, 2]).median(); // => tensor(2.)
     * tensor([[3, 1, 2], [6, 5, 4]]).median(1).values; // => tensor([2., 5.])
     * @see https://pytorch.org/docs/stable/generated/torch.median.html
     */
    median(
      dim: number | (KeepDimOptions & { readonly dim: number }),
      keepDim?: boolean | KeepDimOptions,
    ): ValuesAndIndices;

    /**
     * The median of all elements; or, given a dimension, the medians along it with their indices. Of two middle
     * elements the lower one is taken, and a NaN makes the result NaN.
     *
     * Without `dim`, equal elements share the gradient evenly, and the median of nothing is NaN.
     *
     * @param dim Dimension to reduce, -ndim <= dim < ndim.
     * @param keepDim Keep the reduced dimension with size 1. Default false.
     * @throws {IndexError} for a dimension out of range or of size 0.
     * @example
     * tensor([5, 1, 4, 2]).median(); // => tensor(2.)
     * tensor([[3, 1, 2], [6, 5, 4]]).median(1).values; // => tensor([2., 5.])
     * @see https://pytorch.org/docs/stable/generated/torch.median.html
     */
    median(): Tensor;

    /**
     * The most frequent element along `dim`, of several the smallest, and where it stands last.
     *
     * @param dim Dimension to reduce, -ndim <= dim < ndim. Default -1.
     * @param keepDim Keep the reduced dimension with size 1. Default false.
     * @throws {IndexError} for a dimension out of range or of size 0.
     * @example
     * const [values, indices] = tensor([[3, 1, 3], [2, 2, 5]]).mode();
     * values; // => tensor([3., 2.])
     * indices; // => tensor([2, 1])
     * @see https://pytorch.org/docs/stable/generated/torch.mode.html
     */
    mode(
      dim?: number | (KeepDimOptions & { readonly dim?: number }),
      keepDim?: boolean | KeepDimOptions,
    ): ValuesAndIndices;

    /**
     * The largest element so far along `dim`, `y[i] = max(x[0], ..., x[i])`, and where it was. Of equal elements the last one
     * counts, and NaN is larger than all.
     *
     * Shapes: those of x.
     *
     * @param dim Dimension to run along, -ndim <= dim < ndim.
     * @throws {IndexError} for a dimension out of range.
     * @example
     * const [values, indices] = tensor([1, 3, 2, 4]).cummax(0);
     * values; // => tensor([1., 3., 3., 4.])
     * indices; // => tensor([0, 1, 1, 3])
     * @see https://pytorch.org/docs/stable/generated/torch.cummax.html
     */
    cummax(dim: number | { readonly dim: number }): ValuesAndIndices;

    /**
     * The smallest element so far along `dim`, `y[i] = min(x[0], ..., x[i])`, and where it was. Of equal elements the last one
     * counts, and NaN is smaller than all.
     *
     * Shapes: those of x.
     *
     * @param dim Dimension to run along, -ndim <= dim < ndim.
     * @throws {IndexError} for a dimension out of range.
     * @example
     * tensor([3, 1, 2]).cummin(0).values; // => tensor([3., 1., 1.])
     * @see https://pytorch.org/docs/stable/generated/torch.cummin.html
     */
    cummin(dim: number | { readonly dim: number }): ValuesAndIndices;

    /**
     * `exp(x) / sum(exp(x))` along `dim`: positive numbers that add up to 1. A line of nothing but -Infinity gives NaN.
     *
     * Shapes: that of x.
     *
     * @param dim Dimension along which the results add up to 1, -ndim <= dim < ndim.
     * @param options The dtype to convert to first. Default: the tensor's own.
     * @throws {IndexError} for a dimension out of range.
     * @throws {DTypeError} for integers and bools without a float `dtype`.
     * @example
     * tensor([1, 2, 3]).softmax(0); // => tensor([0.0900, 0.2447, 0.6652])
     * @see https://pytorch.org/docs/stable/generated/torch.nn.functional.softmax.html
     */
    softmax(dim: number | SoftmaxDimOptions, options?: SoftmaxOptions): Tensor;

    /**
     * `x - log(sum(exp(x)))` along `dim`: the logarithm of softmax, exact where softmax itself would round to 0.
     *
     * Shapes: that of x.
     *
     * @param dim Dimension along which the exponentials of the results add up to 1, -ndim <= dim < ndim.
     * @param options The dtype to convert to first. Default: the tensor's own.
     * @throws {IndexError} for a dimension out of range.
     * @throws {DTypeError} for integers and bools without a float `dtype`.
     * @example
     * tensor([1000, 0]).logSoftmax(0); // => tensor([    0., -1000.])
     * @see https://pytorch.org/docs/stable/generated/torch.nn.functional.log_softmax.html
     */
    logSoftmax(dim: number | SoftmaxDimOptions, options?: SoftmaxOptions): Tensor;

    /**
     * The same elements in another shape, sharing memory. One size may be -1 and is worked out.
     *
     * @param shape Sizes, as a list or one by one.
     * @throws {ShapeError} when the sizes do not multiply to the number of elements, or when the elements do not lie
     *   in memory so that they could be seen in that shape; `reshape` copies then.
     * @example
     * arange(6).view(2, -1).shape; // => [2, 3]
     * @see https://pytorch.org/docs/stable/generated/torch.Tensor.view.html
     */
    view(...shape: Sizes): Tensor;

    /**
     * {@link Tensor.view} in the shape of another tensor.
     *
     * @throws {ShapeError} as {@link Tensor.view} does.
     * @example
     * arange(6).viewAs(zeros(2, 3)).shape; // => [2, 3]
     * @see https://pytorch.org/docs/stable/generated/torch.Tensor.view_as.html
     */
    viewAs(other: Tensor): Tensor;

    /**
     * The same elements in another shape: a view where that is possible, else a copy. One size may be -1.
     *
     * @param shape Sizes, as a list or one by one.
     * @throws {ShapeError} when the sizes do not multiply to the number of elements.
     * @example
     * tensor([[1, 2], [3, 4]]).t().reshape(4); // => tensor([1., 3., 2., 4.])
     * @see https://pytorch.org/docs/stable/generated/torch.reshape.html
     */
    reshape(...shape: Sizes): Tensor;

    /**
     * {@link Tensor.reshape} to the shape of another tensor.
     *
     * @throws {ShapeError} when the two tensors do not have the same number of elements.
     * @example
     * arange(6).reshapeAs(zeros(2, 3)).shape; // => [2, 3]
     * @see https://pytorch.org/docs/stable/generated/torch.Tensor.reshape_as.html
     */
    reshapeAs(other: Tensor): Tensor;

    /**
     * A view with the dimensions in another order: dimension `i` of the result is dimension `dims[i]` of `x`.
     *
     * @param dims Every dimension once, as a list or one by one.
     * @throws {ShapeError} unless every dimension is named once.
     * @example
     * zeros(2, 3, 5).permute(2, 0, 1).shape; // => [5, 2, 3]
     * @see https://pytorch.org/docs/stable/generated/torch.permute.html
     */
    permute(...dims: Sizes): Tensor;

    /**
     * A view with two dimensions exchanged.
     *
     * @param dim0 One of them, -ndim <= dim0 < ndim.
     * @param dim1 The other, -ndim <= dim1 < ndim.
     * @throws {IndexError} for a dimension out of range.
     * @example
     * zeros(2, 3, 5).transpose(0, -1).shape; // => [5, 3, 2]
     * @see https://pytorch.org/docs/stable/generated/torch.transpose.html
     */
    transpose(dim0: number, dim1: number): Tensor;

    /**
     * {@link Tensor.transpose}, in place: the tensor itself has its dimensions in another order.
     *
     * @param dim0 One of them, -ndim <= dim0 < ndim.
     * @param dim1 The other, -ndim <= dim1 < ndim.
     * @throws {IndexError} for a dimension out of range.
     * @throws {GradError} for a leaf that requires a gradient.
     * @example
     * zeros(2, 3, 5).transpose_(0, -1).shape; // => [5, 3, 2]
     * @see https://pytorch.org/docs/stable/generated/torch.Tensor.transpose_.html
     */
    transpose_(dim0: number, dim1: number): this;

    /**
     * The transpose of a matrix, as a view; 0-d and 1-d tensors come back as they are.
     *
     * @throws {ShapeError} for more than two dimensions.
     * @example
     * tensor([[1, 2]]).t(); // => tensor([[1.],
     * //            [2.]])
     * @see https://pytorch.org/docs/stable/generated/torch.t.html
     */
    t(): Tensor;

    /**
     * {@link Tensor.t}, in place: the tensor itself is transposed.
     *
     * @throws {ShapeError} for more than two dimensions.
     * @throws {GradError} for a leaf that requires a gradient.
     * @example
     * zeros(2, 3).t_().shape; // => [3, 2]
     * @see https://pytorch.org/docs/stable/generated/torch.Tensor.t_.html
     */
    t_(): this;

    /**
     * The matrices in the last two dimensions transposed, as a view; there are no complex numbers to be conjugated.
     *
     * Shapes: `[.., m, n] -> [.., n, m]`.
     *
     * @throws {ShapeError} for fewer than two dimensions.
     * @example
     * zeros(2, 3, 5).adjoint().shape; // => [2, 5, 3]
     * @see https://pytorch.org/docs/stable/generated/torch.adjoint.html
     */
    adjoint(): Tensor;

    /**
     * A view in which dimensions of size 1 are stretched, and new ones added in front, without copying. -1 keeps a size.
     *
     * @param sizes Sizes, as a list or one by one.
     * @throws {ShapeError} when a size other than 1 would have to change, or a new dimension has no size.
     * @example
     * tensor([[1], [2]]).expand(2, 3); // => tensor([[1., 1., 1.],
     * //            [2., 2., 2.]])
     * @see https://pytorch.org/docs/stable/generated/torch.Tensor.expand.html
     */
    expand(...sizes: Sizes): Tensor;

    /**
     * {@link Tensor.expand} to the shape of another tensor.
     *
     * @throws {ShapeError} when a size other than 1 would have to change.
     * @example
     * tensor([[1], [2]]).expandAs(zeros(2, 3)).shape; // => [2, 3]
     * @see https://pytorch.org/docs/stable/generated/torch.Tensor.expand_as.html
     */
    expandAs(other: Tensor): Tensor;

    /**
     * A view without the dimensions of size 1, or without those among `dim` that have size 1.
     *
     * @param dim One dimension or several, which may count from the end; `[]` is none, null all. Default null.
     * @throws {IndexError} for a dimension out of range.
     * @throws {ShapeError} when a dimension is named twice.
     * @example
     * zeros(1, 3, 1).squeeze(-1).shape; // => [1, 3]
     * @see https://pytorch.org/docs/stable/generated/torch.squeeze.html
     */
    squeeze(dim?: Dims | { readonly dim?: Dims }): Tensor;

    /**
     * {@link Tensor.squeeze}, in place: the tensor itself loses the dimensions.
     *
     * @param dim One dimension or several, which may count from the end; `[]` is none, null all. Default null.
     * @throws {IndexError} for a dimension out of range.
     * @throws {GradError} for a leaf that requires a gradient.
     * @example
     * zeros(1, 3, 1).squeeze_().shape; // => [3]
     * @see https://pytorch.org/docs/stable/generated/torch.Tensor.squeeze_.html
     */
    squeeze_(dim?: Dims | { readonly dim?: Dims }): this;

    /**
     * A view with a new dimension of size 1 before position `dim`, which may be -1 for the end.
     *
     * @param dim Index of the new dimension, -ndim - 1 <= dim <= ndim.
     * @throws {IndexError} unless `-ndim - 1 <= dim <= ndim`.
     * @example
     * zeros(3, 4).unsqueeze(1).shape; // => [3, 1, 4]
     * @see https://pytorch.org/docs/stable/generated/torch.unsqueeze.html
     */
    unsqueeze(dim: number | { readonly dim: number }): Tensor;

    /**
     * {@link Tensor.unsqueeze}, in place: the tensor itself gets the dimension.
     *
     * @param dim Index of the new dimension, -ndim - 1 <= dim <= ndim.
     * @throws {IndexError} unless `-ndim - 1 <= dim <= ndim`.
     * @throws {GradError} for a leaf that requires a gradient.
     * @example
     * zeros(3, 4).unsqueeze_(0).shape; // => [1, 3, 4]
     * @see https://pytorch.org/docs/stable/generated/torch.Tensor.unsqueeze_.html
     */
    unsqueeze_(dim: number | { readonly dim: number }): this;

    /**
     * All elements in one dimension, row by row; a view where that is possible.
     *
     * @example
     * tensor([[1, 2], [3, 4]]).ravel(); // => tensor([1., 2., 3., 4.])
     * @see https://pytorch.org/docs/stable/generated/torch.ravel.html
     */
    ravel(): Tensor;

    /**
     * Joins the dimensions from `startDim` to `endDim`, both included, into one; a view where that is possible.
     *
     * @param startDim First dimension to join, -ndim <= startDim < ndim. Default 0.
     * @param endDim Last dimension to join, -ndim <= endDim < ndim. Default -1.
     * @throws {ShapeError} when startDim comes after endDim.
     * @throws {IndexError} for a dimension out of range.
     * @example
     * zeros(2, 3, 4).flatten(1).shape; // => [2, 12]
     * @see https://pytorch.org/docs/stable/generated/torch.flatten.html
     */
    flatten(
      startDim?: number | { readonly startDim?: number; readonly endDim?: number },
      endDim?: number | { readonly endDim?: number },
    ): Tensor;

    /**
     * A view with one dimension split into several, one of which may be -1; the reverse of {@link Tensor.flatten}.
     *
     * @param dim Dimension to split, -ndim <= dim < ndim.
     * @param sizes What it is split into, outermost first.
     * @throws {ShapeError} when the sizes do not multiply to the dimension's, or for a 0-d tensor.
     * @throws {IndexError} for a dimension out of range.
     * @example
     * zeros(2, 12).unflatten(1, [3, -1]).shape; // => [2, 3, 4]
     * @see https://pytorch.org/docs/stable/generated/torch.unflatten.html
     */
    unflatten(dim: number, sizes: readonly number[]): Tensor;

    /**
     * A view with some dimensions moved to other positions; the others keep their order.
     *
     * @param source One dimension or several.
     * @param destination The new position of each of them.
     * @throws {IndexError} for a dimension out of range.
     * @throws {ShapeError} when a dimension is named twice, or the lists differ in length.
     * @example
     * zeros(2, 3, 4).movedim(0, -1).shape; // => [3, 4, 2]
     * @see https://pytorch.org/docs/stable/generated/torch.movedim.html
     */
    movedim(source: number | readonly number[], destination: number | readonly number[]): Tensor;

    /**
     * A view of `length` elements along one dimension, from `start` on, which may count from the end.
     *
     * @param dim Dimension to run along, -ndim <= dim < ndim.
     * @param start First element; counts from the end when negative.
     * @param length Number of elements, >= 0.
     * @throws {IndexError} when the range leaves the dimension, or for a 0-d tensor.
     * @example
     * arange(6).narrow(0, 2, 3); // => tensor([2., 3., 4.])
     * @see https://pytorch.org/docs/stable/generated/torch.narrow.html
     */
    narrow(dim: number, start: number, length: number): Tensor;

    /**
     * Selects one index along a dimension, and removes the dimension: a view.
     *
     * @param dim Dimension to remove, -ndim <= dim < ndim.
     * @param index Index along it; counts from the end when negative.
     * @throws {IndexError} when the dimension or the index is out of range, or the tensor is 0-d.
     * @example
     * tensor([[1, 2], [3, 4]]).select(0, -1); // => tensor([3., 4.])
     * @see https://pytorch.org/docs/stable/generated/torch.select.html
     */
    select(dim: number, index: number): Tensor;

    /**
     * A view of a range along one dimension, as Python's `start:end:step`. Bounds outside of the dimension are clamped.
     *
     * @param dim Dimension to run along, -ndim <= dim < ndim.
     * @param start First element; counts from the end when negative. Default 0.
     * @param end One past the last element; counts from the end when negative. Default: the end.
     * @param step Distance between two elements, >= 1. Default 1.
     * @throws {IndexError} for a dimension out of range, or a 0-d tensor.
     * @throws {ValueError} for a step below 1, as in PyTorch, or a bound that is no whole number.
     * @example
     * arange(10).slice(0, 1, 4); // => tensor([1., 2., 3.])
     * arange(10).slice(0, { start: 1, end: -1, step: 3 }); // => tensor([1., 4., 7.])
     * @see https://pytorch.org/docs/stable/tensor_view.html
     */
    slice(
      dim: number,
      start?: number | null | SliceOptions,
      end?: number | null | Omit<SliceOptions, "start">,
      step?: number | null | Pick<SliceOptions, "step">,
    ): Tensor;

    /**
     * A view of all windows of `size` elements along a dimension, `step` apart; the window becomes the last dimension.
     *
     * Shapes: [.., n, ..] -> [.., floor((n - size) / step) + 1, .., size].
     *
     * @param dim Dimension to run along, -ndim <= dim < ndim.
     * @param size Elements of a window, >= 0.
     * @param step Elements from one window to the next, >= 1.
     * @throws {IndexError} for a dimension out of range, or a window that is larger than the dimension.
     * @throws {ValueError} unless size >= 0 and step >= 1.
     * @example
     * arange(5).unfold(0, 3, 2); // => tensor([[0., 1., 2.],
     * //            [2., 3., 4.]])
     * @see https://pytorch.org/docs/stable/generated/torch.Tensor.unfold.html
     */
    unfold(dim: number, size: number, step: number): Tensor;

    /**
     * Indexing, as Python's square brackets: one part per dimension, from the first on.
     *
     * | part | Python | gives |
     * |---|---|---|
     * | `2`, `-1` | `x[2]`, `x[-1]` | a view without the dimension |
     * | `"1:3"`, `"::2"`, `":"` | `x[1:3]`, `x[::2]`, `x[:]` | a view of a range |
     * | `"..."` | `x[...]` | all dimensions that the other parts leave |
     * | `null` | `x[None]` | a new dimension of size 1 |
     * | `[0, 2]`, an int32 tensor | `x[[0, 2]]` | a copy with those indices |
     * | `[true, false]`, a bool tensor | `x[x > 0]` | a copy of the elements where it holds |
     *
     * Lists and tensors broadcast together, and what they pick takes the place of their dimensions; where other dimensions
     * lie between theirs, it comes first. Views share memory, so `x.at(0, "1:3").fill_(7)` writes into x. Through a list or a
     * mask it would write into the copy and leave x as it is, which PyTorch does without a word and which is an error here:
     * write `x.indexPut_([mask], 7)` or `x.maskedFill_(mask, 7)`, or `x.at(mask).clone()` where the copy is meant. What
     * becomes a parameter, a buffer or the `data` of another tensor may be written into.
     *
     * @param parts One for each dimension, from the first on; dimensions without one stay whole.
     * @throws {IndexError} for too many parts, an index out of range, a mask of another shape, or lists that do not
     *   broadcast.
     * @throws {ValueError} for a range that cannot be read, or has a step below 1.
     * @example
     * const x = tensor([[1, 2, 3], [4, 5, 6]]);
     * x.at(0); // => tensor([1., 2., 3.])
     * x.at(":", "1:"); // => tensor([[2., 3.],
     * //            [5., 6.]])
     * x.at("...", -1); // => tensor([3., 6.])
     * x.at([0, 1], [2, 0]); // => tensor([3., 4.])
     * x.at(x.gt(3)); // => tensor([4., 5., 6.])
     * @see https://pytorch.org/docs/stable/tensor_view.html
     */
    at(...parts: Index[]): Tensor;

    /**
     * A copy of x with values written through an index: Python's `x[index] = values`, or `+=` with accumulate. Takes the
     * same parts as {@link Tensor.at}, as a list. Without accumulate, of several values for one index the last one stays.
     *
     * @param indices The parts of the index, in a list.
     * @param values A number, or a tensor that broadcasts to `x.at(...indices)`.
     * @param accumulate Add instead of replacing, also where an index is named several times. Default false.
     * @throws {IndexError} as {@link Tensor.at}.
     * @throws {ShapeError} when the values do not broadcast.
     * @throws {DTypeError} for values of a higher kind than x.
     * @example
     * zeros(2, 3).indexPut([[0, 1], [2, 0]], 5); // => tensor([[0., 0., 5.],
     * //            [5., 0., 0.]])
     * @see https://pytorch.org/docs/stable/generated/torch.Tensor.index_put_.html
     */
    indexPut(indices: readonly Index[], values: Operand, accumulate?: boolean | IndexPutOptions): Tensor;

    /**
     * {@link Tensor.indexPut}, in place.
     *
     * @example
     * const x = tensor([1, -2, 3, -4]);
     * x.indexPut_([x.lt(0)], 0);
     * x; // => tensor([1., 0., 3., 0.])
     * @see https://pytorch.org/docs/stable/generated/torch.Tensor.index_put_.html
     */
    indexPut_(indices: readonly Index[], values: Operand, accumulate?: boolean | IndexPutOptions): this;

    /**
     * Picks elements along a dimension by index: `out[i][j] = x[index[i][j]][j]` for dim 0. The gradient adds up where
     * an index was picked several times.
     *
     * Shapes: index has as many dimensions as x, and is no larger except along dim; the output has its shape. A 0-d tensor counts
     * as one of one dimension.
     *
     * @param dim Dimension to pick along, -ndim <= dim < ndim.
     * @param index int32 indices, each from 0 to the size of the dimension - 1.
     * @throws {ShapeError} when the index does not fit.
     * @throws {DTypeError} for indices that are no integers.
     * @throws {IndexError} for an index or a dimension out of range.
     * @example
     * tensor([[1, 2], [3, 4]]).gather(1, tensor([[1], [0]], { dtype: "int32" })); // => tensor([[2.],
     * //            [3.]])
     * @see https://pytorch.org/docs/stable/generated/torch.gather.html
     */
    gather(dim: number, index: Tensor): Tensor;

    /**
     * A copy of x with `src` written to the indices that `index` names along a dimension:
     * `out[index[i][j]][j] = src[i][j]` for dim 0. Where an index is named several times, the last one stays; the
     * gradient of the source is right only where none is, as in PyTorch.
     *
     * Shapes: index and src have as many dimensions as x; index is no larger than src, and than x except along dim.
     *
     * @param dim Dimension to write along, -ndim <= dim < ndim.
     * @param index int32 indices, each from 0 to the size of the dimension - 1.
     * @param src A tensor, or a number for all indices.
     * @param options.reduce "add" adds to what is there and "multiply" multiplies it, also where an index is named several
     *   times; null replaces it. Default null.
     * @throws {ShapeError} when index and src do not fit.
     * @throws {DTypeError} for indices that are no integers, or a src of a higher kind than x.
     * @throws {IndexError} for an index or a dimension out of range.
     * @example
     * zeros(3).scatter(0, tensor([1], { dtype: "int32" }), 5); // => tensor([0., 5., 0.])
     * ones(3).scatter(0, tensor([1, 1], { dtype: "int32" }), 5, { reduce: "multiply" }); // => tensor([ 1., 25.,  1.])
     * @see https://pytorch.org/docs/stable/generated/torch.Tensor.scatter_.html
     */
    scatter(dim: number, index: Tensor, src: Operand, options?: ScatterOptions): Tensor;

    /**
     * {@link Tensor.scatter}, in place.
     *
     * @example
     * const x = zeros(3);
     * x.scatter_(0, tensor([1], { dtype: "int32" }), 5);
     * x; // => tensor([0., 5., 0.])
     * @see https://pytorch.org/docs/stable/generated/torch.Tensor.scatter_.html
     */
    scatter_(dim: number, index: Tensor, src: Operand, options?: ScatterOptions): this;

    /**
     * A copy of x to which `src` is added at the indices that `index` names along a dimension:
     * `out[index[i][j]][j] += src[i][j]` for dim 0.
     *
     * Shapes: index and src have as many dimensions as x; index is no larger than src, and than x except along dim.
     *
     * @param dim Dimension to add along, -ndim <= dim < ndim.
     * @param index int32 indices, each from 0 to the size of the dimension - 1.
     * @param src One value for each index.
     * @throws {ShapeError} when index and src do not fit.
     * @throws {DTypeError} for indices that are no integers, or a src of a higher kind than x.
     * @throws {IndexError} for an index or a dimension out of range.
     * @example
     * zeros(3).scatterAdd(0, tensor([0, 2, 0], { dtype: "int32" }), tensor([1, 2, 3])); // => tensor([4., 0., 2.])
     * @see https://pytorch.org/docs/stable/generated/torch.Tensor.scatter_add_.html
     */
    scatterAdd(dim: number, index: Tensor, src: Tensor): Tensor;

    /**
     * {@link Tensor.scatterAdd}, in place.
     *
     * @example
     * const x = ones(3);
     * x.scatterAdd_(0, tensor([0, 2, 0], { dtype: "int32" }), tensor([1, 2, 3]));
     * x; // => tensor([5., 1., 3.])
     * @see https://pytorch.org/docs/stable/generated/torch.Tensor.scatter_add_.html
     */
    scatterAdd_(dim: number, index: Tensor, src: Tensor): this;

    /**
     * A copy of x in which the values of `src` that `index` sends to the same element along a dimension are put together: as
     * their sum, product, mean, or largest or smallest one. Equal largest or smallest ones share the gradient evenly.
     *
     * Shapes: index and src have as many dimensions as x; index is no larger than src, and than x except along dim.
     *
     * @param dim Dimension to write along, -ndim <= dim < ndim.
     * @param index int32 indices, each from 0 to the size of the dimension - 1.
     * @param src One value for each index.
     * @param reduce "sum", "prod", "mean", "amax" or "amin". The mean of integers is rounded down.
     * @param options.includeSelf Count the element of x, too. Default true.
     * @throws {ShapeError} when index and src do not fit.
     * @throws {DTypeError} for indices that are no integers, the mean of bools, or a src of a higher kind than x.
     * @throws {IndexError} for an index or a dimension out of range.
     * @throws {ValueError} for a product that an integer dtype cannot hold.
     * @throws {DeviceError} for a product or an extremum on a device that can only be read with `await`.
     * @example
     * const index = tensor([0, 0, 2], { dtype: "int32" });
     * ones(4).scatterReduce(0, index, tensor([2, 3, 4]), "sum"); // => tensor([6., 1., 5., 1.])
     * ones(4).scatterReduce(0, index, tensor([2, 3, 4]), "mean", { includeSelf: false }); // => tensor([2.5000, 1.0000, 4.0000, 1.0000])
     * @see https://pytorch.org/docs/stable/generated/torch.Tensor.scatter_reduce_.html
     */
    scatterReduce(
      dim: number,
      index: Tensor,
      src: Tensor,
      reduce: ScatterReduction,
      options?: ScatterReduceOptions,
    ): Tensor;

    /**
     * The slices at some indices along a dimension, in the order of the index.
     *
     * Shapes: index [n] -> the shape of x with n in place of the size of dim.
     *
     * @param dim Dimension to pick along, -ndim <= dim < ndim.
     * @param index int32 indices, each from 0 to the size of the dimension - 1.
     * @throws {ShapeError} for an index with more than one dimension.
     * @throws {DTypeError} for indices that are no integers.
     * @throws {IndexError} for an index or a dimension out of range.
     * @example
     * tensor([[1, 2], [3, 4], [5, 6]]).indexSelect(0, tensor([2, 0], { dtype: "int32" })); // => tensor([[5., 6.],
     * //            [1., 2.]])
     * @see https://pytorch.org/docs/stable/generated/torch.index_select.html
     */
    indexSelect(dim: number, index: Tensor): Tensor;

    /**
     * A copy of x with the slices of `source`, times alpha, added at some indices along a dimension.
     *
     * Shapes: index [n]; source the shape of x with n in place of the size of dim.
     *
     * @param dim Dimension of the slices, -ndim <= dim < ndim.
     * @param index int32 indices, each from 0 to the size of the dimension - 1.
     * @param source One slice for each index.
     * @throws {ShapeError} when source has not one slice per index.
     * @throws {DTypeError} for indices that are no integers, or a source of a higher kind than x.
     * @throws {IndexError} for an index or a dimension out of range.
     * @example
     * zeros(3).indexAdd(0, tensor([1, 1], { dtype: "int32" }), tensor([2, 3])); // => tensor([0., 5., 0.])
     * @see https://pytorch.org/docs/stable/generated/torch.Tensor.index_add_.html
     */
    indexAdd(dim: number, index: Tensor, source: Tensor, options?: IndexAddOptions): Tensor;

    /**
     * {@link Tensor.indexAdd}, in place.
     *
     * @example
     * const x = ones(3);
     * x.indexAdd_(0, tensor([1, 1], { dtype: "int32" }), tensor([2, 3]), { alpha: 10 });
     * x; // => tensor([ 1., 51.,  1.])
     * @see https://pytorch.org/docs/stable/generated/torch.Tensor.index_add_.html
     */
    indexAdd_(dim: number, index: Tensor, source: Tensor, options?: IndexAddOptions): this;

    /**
     * A copy of x with the slices of `source` written to some indices along a dimension; of several for one index the
     * last one stays.
     *
     * @param dim Dimension of the slices, -ndim <= dim < ndim.
     * @param index int32 indices, each from 0 to the size of the dimension - 1.
     * @param source One slice for each index.
     * @throws {ShapeError} when source has not one slice per index.
     * @throws {DTypeError} for indices that are no integers, or a source of a higher kind than x.
     * @throws {IndexError} for an index or a dimension out of range.
     * @example
     * zeros(3).indexCopy(0, tensor([2, 0], { dtype: "int32" }), tensor([7, 8])); // => tensor([8., 0., 7.])
     * @see https://pytorch.org/docs/stable/generated/torch.Tensor.index_copy_.html
     */
    indexCopy(dim: number, index: Tensor, source: Tensor): Tensor;

    /**
     * {@link Tensor.indexCopy}, in place.
     *
     * @example
     * const x = zeros(3);
     * x.indexCopy_(0, tensor([2, 0], { dtype: "int32" }), tensor([7, 8]));
     * x; // => tensor([8., 0., 7.])
     * @see https://pytorch.org/docs/stable/generated/torch.Tensor.index_copy_.html
     */
    indexCopy_(dim: number, index: Tensor, source: Tensor): this;

    /**
     * A copy of x with one value written to the slices at some indices along a dimension.
     *
     * @param dim Dimension of the slices, -ndim <= dim < ndim.
     * @param index int32 indices, each from 0 to the size of the dimension - 1.
     * @param value A number, or a 0-d tensor.
     * @throws {ShapeError} for an index with more than one dimension, and a value with any.
     * @throws {DTypeError} for indices that are no integers, or a value of a higher kind than x.
     * @throws {IndexError} for an index or a dimension out of range.
     * @example
     * zeros(3, 2).indexFill(0, tensor([2, 0], { dtype: "int32" }), 7); // => tensor([[7., 7.],
     * //            [0., 0.],
     * //            [7., 7.]])
     * @see https://pytorch.org/docs/stable/generated/torch.Tensor.index_fill_.html
     */
    indexFill(dim: number, index: Tensor, value: Operand): Tensor;

    /**
     * {@link Tensor.indexFill}, in place.
     *
     * @example
     * const x = zeros(3);
     * x.indexFill_(0, tensor([2, 0], { dtype: "int32" }), 7);
     * x; // => tensor([7., 0., 7.])
     * @see https://pytorch.org/docs/stable/generated/torch.Tensor.index_fill_.html
     */
    indexFill_(dim: number, index: Tensor, value: Operand): this;

    /**
     * The elements where a mask holds, in row-major order, as a 1-d tensor. The gradient goes back to those elements. The
     * mask has to be read, so on a device that answers only with `await` this throws.
     *
     * @param mask A bool tensor; both broadcast.
     * @throws {DTypeError} unless the mask is bool.
     * @throws {ShapeError} when the shapes do not broadcast.
     * @throws {DeviceError} on a device that cannot be read at once.
     * @example
     * tensor([1, 2, 3]).maskedSelect(tensor([true, false, true])); // => tensor([1., 3.])
     * @see https://pytorch.org/docs/stable/generated/torch.masked_select.html
     */
    maskedSelect(mask: Tensor): Tensor;

    /**
     * The indices of the elements that are not zero, in row-major order: one row per element, one column per dimension.
     * The values have to be read, so on a device that answers only with `await` this throws.
     *
     * Shapes: x of n dimensions with k elements that are not zero -> int32 [k, n], or with `asTuple` n times [k].
     *
     * @param options.asTuple Give a list with a vector for each dimension; a 0-d tensor counts as one of one. Default false.
     * @throws {DeviceError} on a device that cannot be read at once.
     * @example
     * tensor([[0, 7], [8, 0]]).nonzero(); // => tensor([[0, 1],
     * //            [1, 0]])
     * const x = tensor([[0, 7], [8, 0]]);
     * x.at(...x.nonzero({ asTuple: true })); // => tensor([7., 8.])
     * @see https://pytorch.org/docs/stable/generated/torch.nonzero.html
     */
    nonzero(options: NonzeroOptions<true> & { readonly asTuple: true }): Tensor[];

    /**
     * The indices of the elements that are not zero, in row-major order: one row per element, one column per dimension.
     * The values have to be read, so on a device that answers only with `await` this throws.
     *
     * Shapes: x of n dimensions with k elements that are not zero -> int32 [k, n], or with `asTuple` n times [k].
     *
     * @param options.asTuple Give a list with a vector for each dimension; a 0-d tensor counts as one of one. Default false.
     * @throws {DeviceError} on a device that cannot be read at once.
     * @example
     * tensor([[0, 7], [8, 0]]).nonzero(); // => tensor([[0, 1],
     * //            [1, 0]])
     * const x = tensor([[0, 7], [8, 0]]);
     * x.at(...x.nonzero({ asTuple: true })); // => tensor([7., 8.])
     * @see https://pytorch.org/docs/stable/generated/torch.nonzero.html
     */
    nonzero(options?: NonzeroOptions<false>): Tensor;

    /**
     * {@link Tensor.nonzero} under its other name.
     *
     * @example
     * tensor([0, 7, 8]).argwhere(); // => tensor([[1],
     * //            [2]])
     * @see https://pytorch.org/docs/stable/generated/torch.argwhere.html
     */
    argwhere(): Tensor;

    /**
     * Elements by their index in the flat tensor.
     *
     * Shapes: the output has the shape of the index.
     *
     * @param index int32 indices; negative ones count from the end.
     * @throws {DTypeError} for indices that are no integers.
     * @throws {IndexError} for an index out of range.
     * @example
     * tensor([[1, 2], [3, 4]]).take(tensor([0, -1], { dtype: "int32" })); // => tensor([1., 4.])
     * @see https://pytorch.org/docs/stable/generated/torch.take.html
     */
    take(index: Tensor): Tensor;

    /**
     * Picks elements along a dimension by indices that broadcast against x, such as those of `argsort`; without a
     * dimension, from the flat tensor.
     *
     * Shapes: indices has as many dimensions as x, and both broadcast but along dim; the output has its size there.
     *
     * @param indices int32 indices, each from 0 to the size of the dimension - 1.
     * @param dim Dimension to pick along, -ndim <= dim < ndim; null: x and indices are taken as flat. Default null.
     * @throws {ShapeError} when the shapes do not broadcast.
     * @throws {DTypeError} for indices that are no integers.
     * @throws {IndexError} for an index or a dimension out of range.
     * @example
     * const x = tensor([[3, 1, 2], [4, 6, 5]]);
     * x.takeAlongDim(x.argsort(1), { dim: 1 }); // => tensor([[1., 2., 3.],
     * //            [4., 5., 6.]])
     * @see https://pytorch.org/docs/stable/generated/torch.take_along_dim.html
     */
    takeAlongDim(indices: Tensor, dim?: number | null | { readonly dim?: number | null }): Tensor;

    /**
     * Class numbers as rows of zeros with a single one, in a new last dimension, int32. The numbers are read to check them.
     *
     * Shapes: x [..] -> [.., numClasses].
     *
     * @param numClasses Length of the rows, >= 1; -1: the largest class plus one. Default -1.
     * @throws {ValueError} for a class that is negative or not below numClasses.
     * @throws {ShapeError} when x is empty and numClasses is not given.
     * @throws {DTypeError} for class numbers that are no integers.
     * @throws {DeviceError} on a device that cannot be read at once.
     * @example
     * tensor([0, 2], { dtype: "int32" }).oneHot(); // => tensor([[1, 0, 0],
     * //            [0, 0, 1]])
     * @see https://pytorch.org/docs/stable/generated/torch.nn.functional.one_hot.html
     */
    oneHot(numClasses?: number | { readonly numClasses?: number }): Tensor;

    /**
     * How often each number occurs in a 1-d tensor of integers >= 0; with weights, their sums. Reads the tensor.
     *
     * Shapes: x [n] -> [max(largest number + 1, minlength)]; int32 without weights, and their dtype, or float64 for
     * integers, with them.
     *
     * @param weights What each element adds to its bin, in x's shape; null: 1 each. Default null.
     * @param minlength The least number of bins, >= 0. Default 0.
     * @throws {ValueError} for a negative number or minlength.
     * @throws {ShapeError} unless x has one dimension, and the weights its shape.
     * @throws {DTypeError} for numbers that are no integers.
     * @throws {DeviceError} on a device that cannot be read at once.
     * @example
     * const x = tensor([1, 3, 1], { dtype: "int32" });
     * x.bincount(); // => tensor([0, 2, 0, 1])
     * x.bincount(tensor([1, 2, 3]), { minlength: 6 }); // => tensor([0., 4., 0., 2., 0., 0.])
     * @see https://pytorch.org/docs/stable/generated/torch.bincount.html
     */
    bincount(
      weights?: Tensor | null | BincountOptions,
      minlength?: number | Pick<BincountOptions, "minlength">,
    ): Tensor;

    /**
     * Views of pieces along a dimension: of one size, the last one what is left; or of the listed sizes.
     *
     * @param splitSizeOrSections Elements of a piece, >= 1, or a list of sizes that add up to the size of the dimension.
     * @param dim The dimension to split; may count from the end. Default 0.
     * @throws {ValueError} for a size below 1, or a listed size that is no whole number >= 0.
     * @throws {ShapeError} when the listed sizes do not add up to the size of the dimension.
     * @throws {IndexError} for a dimension out of range, or a 0-d tensor.
     * @example
     * arange(5).split(2).map((piece) => piece.numel()); // => [2, 2, 1]
     * arange(5).split([4, 1])[1]; // => tensor([4.])
     * @see https://pytorch.org/docs/stable/generated/torch.split.html
     */
    split(splitSizeOrSections: number | readonly number[], dim?: number | SplitOptions): Tensor[];

    /**
     * Views of at most `chunks` pieces along a dimension, all of one size but the last, which may be smaller.
     *
     * @param chunks How many pieces, >= 1; fewer come out where the size does not divide well.
     * @param dim The dimension to split; may count from the end. Default 0.
     * @throws {ValueError} unless chunks >= 1.
     * @throws {IndexError} for a dimension out of range, or a 0-d tensor.
     * @example
     * arange(5).chunk(2).map((piece) => piece.numel()); // => [3, 2]
     * @see https://pytorch.org/docs/stable/generated/torch.chunk.html
     */
    chunk(chunks: number, dim?: number | SplitOptions): Tensor[];

    /**
     * Views of exactly `sections` pieces along a dimension, whose sizes differ by at most 1; or of the pieces between the
     * listed positions.
     *
     * @param indicesOrSections How many pieces, >= 1, or the positions at which to cut; they count from the end when negative, and
     *   are clamped.
     * @param dim The dimension to split; may count from the end. Default 0.
     * @throws {ValueError} unless sections >= 1, or for positions that are no whole numbers.
     * @throws {IndexError} for a dimension out of range, or a 0-d tensor.
     * @example
     * arange(5).tensorSplit(3).map((piece) => piece.numel()); // => [2, 2, 1]
     * arange(5).tensorSplit([1, 4]).map((piece) => piece.numel()); // => [1, 3, 1]
     * @see https://pytorch.org/docs/stable/generated/torch.tensor_split.html
     */
    tensorSplit(indicesOrSections: number | readonly number[], dim?: number | SplitOptions): Tensor[];

    /**
     * Views of every position along a dimension, which goes.
     *
     * @param dim The dimension to split; may count from the end. Default 0.
     * @throws {IndexError} for a dimension out of range, or a 0-d tensor.
     * @example
     * tensor([[1, 2], [3, 4]]).unbind()[1]; // => tensor([3., 4.])
     * @see https://pytorch.org/docs/stable/generated/torch.unbind.html
     */
    unbind(dim?: number | SplitOptions): Tensor[];

    /**
     * Adds a margin around the last dimensions. `pad` lists before and after of the last dimension, then of the one
     * before it, and so on; negative numbers cut off.
     *
     * @param pad Pairs of numbers of elements, at most one pair for each dimension.
     * @param mode `"constant"`, `"reflect"`, `"replicate"` or `"circular"`. Default `"constant"`.
     * @param value What `"constant"` fills with; null: 0. Default null.
     * @throws {ShapeError} when the padding does not fit the shape, or a mirrored margin is not smaller than its dimension.
     * @example
     * tensor([1, 2, 3]).pad([2, 1], { mode: "reflect" }); // => tensor([3., 2., 1., 2., 3., 2.])
     * tensor([[1, 2]]).pad([1, 0, 0, 1]); // => tensor([[0., 1., 2.],
     * //            [0., 0., 0.]])
     * @see https://pytorch.org/docs/stable/generated/torch.nn.functional.pad.html
     */
    pad(pad: readonly number[], mode?: PadMode | PadOptions, value?: number | null | Pick<PadOptions, "value">): Tensor;

    /**
     * A copy with the elements along some dimensions in reverse order.
     *
     * @param dims One dimension or several, as a list or one by one; an empty list changes nothing.
     * @throws {ArgumentError} when no dims are given.
     * @throws {ShapeError} when a dimension is named twice.
     * @throws {IndexError} for a dimension out of range.
     * @example
     * tensor([1, 2, 3]).flip(0); // => tensor([3., 2., 1.])
     * @see https://pytorch.org/docs/stable/generated/torch.flip.html
     */
    flip(...dims: Sizes): Tensor;

    /**
     * A copy with the elements moved along some dimensions; what leaves at one end comes back at the other. Without dims
     * the tensor is rolled as if it were flat.
     *
     * @param shifts By how many places; of several, one for each of dims.
     * @param dims One dimension or several; null: the tensor is taken as flat. Default null.
     * @throws {ShapeError} unless there are as many shifts as dims, or for a shift that is no whole number.
     * @throws {IndexError} for a dimension out of range.
     * @example
     * tensor([1, 2, 3, 4]).roll(1); // => tensor([4., 1., 2., 3.])
     * tensor([[1, 2], [3, 4]]).roll(1, { dims: 0 }); // => tensor([[3., 4.],
     * //            [1., 2.]])
     * @see https://pytorch.org/docs/stable/generated/torch.roll.html
     */
    roll(shifts: number | readonly number[], dims?: number | readonly number[] | null | RollOptions): Tensor;

    /**
     * A copy with the whole tensor several times along each dimension; more counts than dimensions add new ones in front.
     *
     * @param repeats One count for each dimension, >= 0, as a list or one by one.
     * @throws {ShapeError} for fewer counts than dimensions, or a count that is no whole number >= 0.
     * @example
     * tensor([1, 2]).repeat(2, 2); // => tensor([[1., 2., 1., 2.],
     * //            [1., 2., 1., 2.]])
     * @see https://pytorch.org/docs/stable/generated/torch.Tensor.repeat.html
     */
    repeat(...repeats: Sizes): Tensor;

    /**
     * {@link Tensor.repeat} that fills up missing counts with 1 in front.
     *
     * @param dims Counts >= 0, as a list or one by one.
     * @throws {ShapeError} for a count that is no whole number >= 0.
     * @example
     * zeros(2, 3).tile(2).shape; // => [2, 6]
     * @see https://pytorch.org/docs/stable/generated/torch.tile.html
     */
    tile(...dims: Sizes): Tensor;

    /**
     * Each element several times in a row, along a dimension or, without one, of the flat tensor.
     *
     * @param repeats One count for all, or one per element of the dimension, as a list or an int32 tensor.
     * @param dim The dimension; null: the tensor is taken as flat. Default null.
     * @throws {ValueError} for a count that is no whole number >= 0, or as many counts as there are not elements.
     * @throws {IndexError} for a dimension out of range.
     * @example
     * tensor([1, 2]).repeatInterleave(2); // => tensor([1., 1., 2., 2.])
     * tensor([[1, 2]]).repeatInterleave([1, 3], { dim: 1 }); // => tensor([[1., 2., 2., 2.]])
     * @see https://pytorch.org/docs/stable/generated/torch.repeat_interleave.html
     */
    repeatInterleave(
      repeats: number | readonly number[] | Tensor,
      dim?: number | null | { readonly dim?: number | null },
    ): Tensor;

    /**
     * A view stretched to a shape: {@link Tensor.expand} under its other name.
     *
     * @param shape The sizes; -1 keeps one.
     * @throws {ShapeError} when a size other than 1 would have to change.
     * @example
     * tensor([1, 2]).broadcastTo([3, 2]).shape; // => [3, 2]
     * @see https://pytorch.org/docs/stable/generated/torch.broadcast_to.html
     */
    broadcastTo(shape: Shape): Tensor;

    /**
     * Cuts the tensor itself off from the graph: it is a leaf without history afterwards, and requires no gradient.
     *
     * @throws {GradError} for a view, which `detach()` cuts off.
     * @example
     * const y = ones(2).requiresGrad_().mul(2);
     * y.detach_();
     * [y.requiresGrad, y.isLeaf]; // => [false, true]
     * @see https://pytorch.org/docs/stable/generated/torch.Tensor.detach_.html
     */
    detach_(): this;

    /** {@link Tensor.acos}, in place. */
    acos_(): this;

    /** {@link Tensor.addmm}, in place. */
    addmm_(mat1: Tensor, mat2: Tensor, options?: AddProductOptions): this;

    /** {@link Tensor.asin}, in place. */
    asin_(): this;

    /** {@link Tensor.atan2}, in place. */
    atan2_(other: Operand): this;

    /** {@link Tensor.atan}, in place. */
    atan_(): this;

    /** {@link Tensor.baddbmm}, in place. */
    baddbmm_(batch1: Tensor, batch2: Tensor, options?: AddProductOptions): this;

    /** {@link Tensor.clampMax}, in place. */
    clampMax_(max: Operand): this;

    /** {@link Tensor.clampMin}, in place. */
    clampMin_(min: Operand): this;

    /** {@link Tensor.cos}, in place. */
    cos_(): this;

    /** {@link Tensor.cosh}, in place. */
    cosh_(): this;

    /** {@link Tensor.cumprod}, in place. */
    cumprod_(dim: number | (AccumulationOptions & { readonly dim: number }), options?: AccumulationOptions): this;

    /** {@link Tensor.cumsum}, in place. */
    cumsum_(dim: number | (AccumulationOptions & { readonly dim: number }), options?: AccumulationOptions): this;

    /** {@link Tensor.eq}, in place. */
    eq_(other: Operand): this;

    /** {@link Tensor.erf}, in place. */
    erf_(): this;

    /** {@link Tensor.expm1}, in place. */
    expm1_(): this;

    /** {@link Tensor.floorDivide}, in place. */
    floorDivide_(other: Operand): this;

    /** {@link Tensor.fmod}, in place. */
    fmod_(other: Operand): this;

    /** {@link Tensor.frac}, in place. */
    frac_(): this;

    /** {@link Tensor.ge}, in place. */
    ge_(other: Operand): this;

    /** {@link Tensor.gt}, in place. */
    gt_(other: Operand): this;

    /** {@link Tensor.le}, in place. */
    le_(other: Operand): this;

    /** {@link Tensor.log10}, in place. */
    log10_(): this;

    /** {@link Tensor.log1p}, in place. */
    log1p_(): this;

    /** {@link Tensor.log2}, in place. */
    log2_(): this;

    /** {@link Tensor.logicalAnd}, in place. */
    logicalAnd_(other: Operand): this;

    /** {@link Tensor.logicalNot}, in place. */
    logicalNot_(): this;

    /** {@link Tensor.logicalOr}, in place. */
    logicalOr_(other: Operand): this;

    /** {@link Tensor.logicalXor}, in place. */
    logicalXor_(other: Operand): this;

    /** {@link Tensor.lt}, in place. */
    lt_(other: Operand): this;

    /** {@link Tensor.nanToNum}, in place. */
    nanToNum_(
      nan?: number | NanToNumOptions | null,
      posinf?: number | Omit<NanToNumOptions, "nan"> | null,
      neginf?: number | Pick<NanToNumOptions, "neginf"> | null,
    ): this;

    /** {@link Tensor.ne}, in place. */
    ne_(other: Operand): this;

    /** {@link Tensor.remainder}, in place. */
    remainder_(other: Operand): this;

    /** {@link Tensor.scatterReduce}, in place. */
    scatterReduce_(
      dim: number,
      index: Tensor,
      src: Tensor,
      reduce: ScatterReduction,
      options?: ScatterReduceOptions,
    ): this;

    /** {@link Tensor.sign}, in place. */
    sign_(): this;

    /** {@link Tensor.sin}, in place. */
    sin_(): this;

    /** {@link Tensor.sinh}, in place. */
    sinh_(): this;

    /** {@link Tensor.tan}, in place. */
    tan_(): this;

    /** {@link Tensor.tril}, in place. */
    tril_(diagonal?: number | { readonly diagonal?: number }): this;

    /** {@link Tensor.triu}, in place. */
    triu_(diagonal?: number | { readonly diagonal?: number }): this;

    /** Alias of {@link Tensor.abs}. */
    absolute(): Tensor;

    /** Alias of {@link Tensor.acos}. */
    arccos(): Tensor;

    /** Alias of {@link Tensor.asin}. */
    arcsin(): Tensor;

    /** Alias of {@link Tensor.atan}. */
    arctan(): Tensor;

    /** Alias of {@link Tensor.atan2}. */
    arctan2(other: Operand): Tensor;

    /** Alias of {@link Tensor.clamp}. */
    clip(min?: Operand | ClampOptions | null, max?: Operand | Omit<ClampOptions, "min"> | null): Tensor;

    /** Alias of {@link Tensor.div}. */
    divide(other: Operand, options?: DivOptions): Tensor;

    /** Alias of {@link Tensor.div}. */
    trueDivide(other: Operand, options?: DivOptions): Tensor;

    /** Alias of {@link Tensor.mul}. */
    multiply(other: Operand): Tensor;

    /** Alias of {@link Tensor.sub}. */
    subtract(other: Operand, options?: AlphaOptions): Tensor;

    /** Alias of {@link Tensor.neg}. */
    negative(): Tensor;

    /** Alias of {@link Tensor.trunc}. */
    fix(): Tensor;

    /** Alias of {@link Tensor.outer}. */
    ger(other: Tensor): Tensor;

    /** Alias of {@link Tensor.gt}. */
    greater(other: Operand): Tensor;

    /** Alias of {@link Tensor.ge}. */
    greaterEqual(other: Operand): Tensor;

    /** Alias of {@link Tensor.lt}. */
    less(other: Operand): Tensor;

    /** Alias of {@link Tensor.le}. */
    lessEqual(other: Operand): Tensor;

    /** Alias of {@link Tensor.ne}. */
    notEqual(other: Operand): Tensor;

    /** Alias of {@link Tensor.transpose}. */
    swapaxes(dim0: number, dim1: number): Tensor;

    /** Alias of {@link Tensor.transpose}. */
    swapdims(dim0: number, dim1: number): Tensor;

    /** Alias of {@link Tensor.movedim}. */
    moveaxis(source: number | readonly number[], destination: number | readonly number[]): Tensor;

    /** Alias of {@link Tensor.abs_}. */
    absolute_(): this;

    /** Alias of `acos_`. */
    arccos_(): this;

    /** Alias of `asin_`. */
    arcsin_(): this;

    /** Alias of `atan_`. */
    arctan_(): this;

    /** Alias of `atan2_`. */
    arctan2_(other: Operand): this;

    /** Alias of {@link Tensor.clamp_}. */
    clip_(min?: Operand | ClampOptions | null, max?: Operand | Omit<ClampOptions, "min"> | null): this;

    /** Alias of {@link Tensor.div_}. */
    divide_(other: Operand, options?: DivOptions): this;

    /** Alias of {@link Tensor.div_}. */
    trueDivide_(other: Operand, options?: DivOptions): this;

    /** Alias of {@link Tensor.mul_}. */
    multiply_(other: Operand): this;

    /** Alias of {@link Tensor.sub_}. */
    subtract_(other: Operand, options?: AlphaOptions): this;

    /** Alias of {@link Tensor.neg_}. */
    negative_(): this;

    /** Alias of {@link Tensor.trunc_}. */
    fix_(): this;

    /** Alias of `gt_`. */
    greater_(other: Operand): this;

    /** Alias of `ge_`. */
    greaterEqual_(other: Operand): this;

    /** Alias of `lt_`. */
    less_(other: Operand): this;

    /** Alias of `le_`. */
    lessEqual_(other: Operand): this;

    /** Alias of `ne_`. */
    notEqual_(other: Operand): this;

    /** Alias of {@link Tensor.transpose_}. */
    swapaxes_(dim0: number, dim1: number): this;

    /** Alias of {@link Tensor.transpose_}. */
    swapdims_(dim0: number, dim1: number): this;

    /**
     * Computes the gradients of this tensor with respect to every leaf that requires one, and adds them to `leaf.grad`.
     *
     * @param gradient The gradient to start from; null: 1, which only a tensor of one element allows. Default null.
     * @param retainGraph Keep what was saved, so that backward can run again; null: as createGraph says. Default null.
     * @param createGraph Record the backward itself, for higher derivatives. Default false.
     * @param inputs The tensors whose gradients are wanted, all others stay as they are; null: every leaf. Default null.
     * @throws {GradError} without `@lumbre/autograd`; when nothing requires grad; for a non-scalar without a gradient;
     *   for a graph whose saved values were freed or changed in place; for inputs that require no gradient.
     * @throws {ArgumentError} for an unknown option, and one of the wrong kind.
     * @example
     * const x = tensor([1, 2], { requiresGrad: true });
     * const y = x.square().sum();
     * y.backward({ retainGraph: true });
     * y.backward();
     * x.grad; // => tensor([4., 8.])
     * @see https://pytorch.org/docs/stable/generated/torch.Tensor.backward.html
     */
    backward(
      gradient?: Tensor | null | BackwardOptions,
      retainGraph?: boolean | null | Omit<BackwardOptions, "gradient">,
      createGraph?: boolean | Pick<BackwardOptions, "createGraph" | "inputs">,
      inputs?: Tensor | readonly Tensor[] | null | Pick<BackwardOptions, "inputs">,
    ): void;

    /**
     * Lets `hook` see the gradient of this tensor in every backward pass, and replace it by returning another.
     *
     * @param hook Gets the gradient; returns a tensor of the same shape in its place, or nothing.
     * @returns A handle whose `remove` takes the hook away.
     * @throws {GradError} when this tensor does not require a gradient.
     * @throws {ArgumentError} for what is no function, and, from backward, for a hook that returns something else.
     * @example
     * const x = tensor([1, 2], { requiresGrad: true });
     * const handle = x.registerHook((grad) => grad.mul(10));
     * x.sum().backward();
     * x.grad; // => tensor([10., 10.])
     * handle.remove();
     * @see https://pytorch.org/docs/stable/generated/torch.Tensor.register_hook.html
     */
    registerHook(hook: GradHook): HookHandle;

    /**
     * Makes backward fill in `grad` of a tensor that is not a leaf.
     *
     * @throws {GradError} when this tensor does not require a gradient.
     * @example
     * const x = tensor([1, 2], { requiresGrad: true });
     * const y = x.mul(3);
     * y.retainGrad();
     * y.sum().backward();
     * y.grad; // => tensor([1., 1.])
     * @see https://pytorch.org/docs/stable/generated/torch.Tensor.retain_grad.html
     */
    retainGrad(): void;

    /** The tensor as PyTorch prints it. */
    toString(): string;
  }
}
