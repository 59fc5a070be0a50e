import type { CallName, Calls, RunSettings } from "../protocol.js";
import { findAbilities } from "./abilities.js";
import { type Dataset, DigitDataset, setDataFolder, WholeDataset } from "./data/dataset.js";
import type { FashionImages } from "./data/fashion.js";
import type { OpenDevice } from "./devices.js";
import type { Teacher } from "./hand/teacher.js";
import { holdLock } from "./lock.js";
import type { Teller, Trainer } from "./train/trainer.js";

/** A function for each call of the protocol. */
export type Handlers = {
  readonly [Name in CallName]: (
    question: Calls[Name]["question"],
  ) => Calls[Name]["answer"] | Promise<Calls[Name]["answer"]>;
};

/** A call that comes before the one it builds on. */
class OrderError extends Error {
  override name = "OrderError";
}

/** What the worker holds: a data set and a run. */
export class Session {
  private loaded: Dataset | null = null;
  private active: Trainer | null = null;

  constructor(readonly tell: Teller) {}

  get dataset(): Dataset {
    if (this.loaded === null) throw new OrderError("no data set was chosen");
    return this.loaded;
  }

  set dataset(dataset: Dataset) {
    this.loaded = dataset;
  }

  get trainer(): Trainer {
    if (this.active === null) throw new OrderError("no run was prepared");
    return this.active;
  }

  /** True as long as no other run took its place. */
  has(trainer: Trainer): boolean {
    return this.active === trainer;
  }

  /** Ends the run that there is, and puts another in its place. */
  async replace(create: () => Promise<Trainer>): Promise<Trainer> {
    await this.active?.pause();
    this.active = null;
    this.active = await create();
    return this.active;
  }
}

/** Tensors and their gradients: what every device needs. Digits are shown before it is there. */
const loadEngine = () => import("./devices.js");

/** What trains: loaded with the device, which takes longer. */
const loadTraining = () => import("./train/index.js");

/** Both at once. */
async function loadRun(settings: RunSettings): Promise<[Training, OpenDevice]> {
  const { openDevice } = await loadEngine();
  return Promise.all([loadTraining(), openDevice(settings)]);
}

type Training = Awaited<ReturnType<typeof loadTraining>>;

const loadFashion = () => import("./data/fashion.js");

/** Handlers load what only they need when they are called for the first time. */
export function createHandlers(session: Session): Handlers {
  let teacher: Teacher | null = null;
  let download: AbortController | null = null;
  const useFashion = ({ train, test }: FashionImages): void => {
    const fashion = new WholeDataset("fashion", train, test);
    session.dataset = fashion;
    session.tell("loading", fashion.progress());
  };
  return {
    async open({ lock, data }) {
      setDataFolder(data);
      if (lock !== null) await holdLock(lock);
      return findAbilities();
    },
    async load({ dataset }) {
      if (dataset === "fashion") {
        const { keptFashion } = await loadFashion();
        const images = await keptFashion();
        if (images !== null) useFashion(images);
        return images !== null;
      }
      const digits = new DigitDataset((loading) => {
        // Others may have taken its place before it was whole.
        if (session.dataset === digits) session.tell("loading", loading);
      });
      session.dataset = digits;
      void digits.load();
      // Begun with, so that a run need not wait for it.
      void digits.test
        .available([0])
        .then(loadEngine)
        .catch(() => {});
      return true;
    },
    async fetchFashion({ files }) {
      const { downloadFashion, FashionError, fashionFromFiles } = await loadFashion();
      download = new AbortController();
      const tell = (bytes: number, totalBytes: number): void => session.tell("downloading", { bytes, totalBytes });
      try {
        useFashion(await (files === null ? downloadFashion(download.signal, tell) : fashionFromFiles(files)));
        return null;
      } catch (error) {
        if (!(error instanceof FashionError)) throw error;
        return { problem: error.problem, file: error.file, detail: error.message };
      }
    },
    cancelFashion: () => download?.abort(),
    retry: () => session.dataset.retry(),
    digits({ split, indices }) {
      const set = session.dataset[split];
      return set.take(indices.filter((index) => set.stateOf(index) === "loaded"));
    },
    async prepare({ settings, checkpoint }) {
      const { dataset } = session;
      const trainer = await session.replace(async () => {
        const [{ Run, Trainer }, device] = await loadRun(settings);
        const run = new Run(settings, dataset, device);
        return new Trainer(run, dataset, session.tell, checkpoint);
      });
      return trainer.run.describe();
    },
    run: () => session.trainer.start(),
    pause: () => session.trainer.pause(),
    step: () => session.trainer.step(),
    tune(tuning) {
      session.trainer.tune(tuning);
      return session.trainer.run.settings;
    },
    goBack: ({ epoch }) => session.trainer.goBack(epoch),
    predict: ({ pixels }) => session.trainer.run.network.predict(pixels),
    async teach(hand) {
      await session.trainer.pause();
      const { Teacher } = await import("./hand/teacher.js");
      teacher ??= new Teacher();
      return teacher.teach(session.trainer.run, session.dataset, hand);
    },
    async forget() {
      await session.trainer.pause();
      teacher?.forget(session.trainer.run.network);
    },
    async inspect({ pixels }) {
      const { inspect } = await import("./inside/inspect.js");
      return inspect(session.trainer.run.network, pixels);
    },
    async filter(question) {
      const { applyFilter } = await import("./filters/applyFilter.js");
      return applyFilter(question);
    },
    async misread({ actual, predicted, limit }) {
      const { reading } = session.trainer;
      if (reading === null) throw new OrderError("the test images were not read yet");
      const { misreadOf } = await loadTraining();
      return misreadOf(reading, session.dataset.test, actual, predicted, limit);
    },
    async saveNetwork({ metadata }) {
      const { writeNetwork } = await import("./files/networkFile.js");
      const { network, settings } = session.trainer.run;
      return writeNetwork(network.model, settings.model, metadata);
    },
    async openNetwork({ settings, bytes }) {
      const { readNetwork } = await import("./files/networkFile.js");
      const file = readNetwork(bytes);
      if (file.problem !== null) return file;
      const { dataset } = session;
      const trainer = await session.replace(async () => {
        const [{ Run, Trainer }, device] = await loadRun(settings);
        const run = new Run({ ...settings, model: file.model, changes: [] }, dataset, device);
        run.network.load(file.weights);
        return new Trainer(run, dataset, session.tell);
      });
      const { testNetwork } = await import("./files/testNetwork.js");
      void testNetwork(trainer, dataset, session.tell, () => session.has(trainer));
      return { problem: null, run: trainer.run.describe(), metadata: file.metadata };
    },
    async checkGradients() {
      const { checkGradients } = await import("./gradients.js");
      return checkGradients(session.trainer.run, session.dataset.test);
    },
  };
}
