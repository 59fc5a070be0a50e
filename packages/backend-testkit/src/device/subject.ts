import { Device, type DType, type KernelSource, scope, type Tensor } from "@lumbre/tensor";
import { type Backend, isFloat, type KernelName } from "@lumbre/tensor/backend";
import type { ConformanceOptions } from "../options.js";
import { type Closeness, compareTensors } from "./compare.js";
import type { HostTensor } from "./hostTensor.js";
import { BufferLedger } from "./ledger.js";

/** Makes what is tested: a backend, or a device over one. The kit disposes of it at the end. */
export type BackendFactory = () => Backend | Device | Promise<Backend | Device>;

/** Float32 itself has errors of this size, on any device and in any order of summing up. */
const float32Rounding = 2e-6;
const float64Rounding = 1e-11;

/** A call of a kernel, and who computed it. */
export type KernelCall = readonly [kernel: KernelName, source: KernelSource];

async function makeBackend(create: BackendFactory): Promise<Backend> {
  const made = await create();
  return made instanceof Device ? made.backend : made;
}

/** The backend under test: a device over it, whose buffers and kernels are watched. */
export class Subject {
  readonly device: Device;
  readonly ledger: BufferLedger;
  private calls: KernelCall[] | null = null;
  private readonly others: Device[] = [];

  private constructor(
    readonly backend: Backend,
    private readonly create: BackendFactory,
    private readonly countLive: (backend: Backend) => number,
  ) {
    this.ledger = new BufferLedger(backend);
    this.device = new Device(this.ledger.backend, { trace: (kernel, source) => this.calls?.push([kernel, source]) });
  }

  static async open(create: BackendFactory, { countLive = () => 0 }: ConformanceOptions): Promise<Subject> {
    return new Subject(await makeBackend(create), create, countLive);
  }

  /** Buffers that were handed out, and what the backend says that it holds itself. */
  get live(): { readonly buffers: number; readonly own: number } {
    return { buffers: this.ledger.liveCount, own: this.countLive(this.backend) };
  }

  /** Whether values can only be read with `await`. */
  get isAsyncOnly(): boolean {
    return this.backend.asyncOnly;
  }

  /** The largest magnitude up to which its integers are exact. */
  get maxInteger(): number {
    return this.backend.maxInteger ?? 2 ** 31 - 1;
  }

  has(dtype: DType): boolean {
    return this.backend.dtypes.includes(dtype);
  }

  /** Another device over another backend of the same kind. */
  async another(): Promise<Device> {
    const device = new Device(new BufferLedger(await makeBackend(this.create)).backend);
    this.others.push(device);
    return device;
  }

  /** What `run` returns, and the kernels that it called. */
  async traced<T>(run: () => Promise<T>): Promise<readonly [result: T, calls: readonly KernelCall[]]> {
    const calls: KernelCall[] = [];
    this.calls = calls;
    try {
      return [await run(), calls];
    } finally {
      this.calls = null;
    }
  }

  closeness(dtype: DType, scale: Closeness["scale"], factor = 1): Closeness {
    const float32 = Math.max(this.backend.floatTolerance, float32Rounding);
    const tolerance = factor * (dtype === "float64" ? float64Rounding : float32);
    return { tolerance, scale, maxInteger: this.maxInteger };
  }

  /** {@link compareTensors} for a list. @throws {ConformanceError} for the first that differs. */
  compare(
    actual: readonly HostTensor[],
    expected: readonly HostTensor[],
    what: string,
    options: { readonly scale?: Closeness["scale"]; readonly factor?: number } = {},
  ): number {
    let worst = 0;
    for (const [i, wanted] of expected.entries()) {
      const { scale = "tensor", factor = 1 } = options;
      const name = expected.length > 1 ? `${what}, result ${i}` : what;
      const error = compareTensors(actual[i], wanted, name, this.closeness(wanted.dtype, scale, factor));
      if (isFloat(wanted.dtype)) worst = Math.max(worst, error);
    }
    return worst;
  }

  close(): void {
    for (const device of [...this.others, this.device]) device.dispose();
  }
}

/**
 * The values of the tensors that `fn` makes, on any device. Nothing else that it makes lives on, and afterwards neither
 * do these.
 */
export async function evaluate(fn: () => readonly Tensor[]): Promise<HostTensor[]> {
  const outputs = scope(fn);
  try {
    const found: HostTensor[] = [];
    for (const x of outputs) found.push({ shape: x.shape, dtype: x.dtype, data: await x.read() });
    return found;
  } finally {
    for (const output of outputs) output.dispose();
  }
}
