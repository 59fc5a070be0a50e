import type { CallName, Calls } from "../protocol.js";
import { DigitDataset, setDataFolder } from "./data/dataset.js";
import { findAbilities, openDevice } from "./devices.js";
import { readNetwork, writeNetwork } from "./files/networkFile.js";
import { testNetwork } from "./files/testNetwork.js";
import { applyFilter } from "./filters/applyFilter.js";
import { checkGradients } from "./gradients.js";
import { Teacher } from "./hand/teacher.js";
import { inspect } from "./inside/inspect.js";
import { holdLock } from "./lock.js";
import { misreadOf } from "./train/evaluator.js";
import { Run } from "./train/run.js";
import { type Teller, Trainer } from "./train/trainer.js";

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
  private loaded: DigitDataset | null = null;
  private active: Trainer | null = null;

  constructor(readonly tell: Teller) {}

  get dataset(): DigitDataset {
    if (this.loaded === null) throw new OrderError("no data set was chosen");
    return this.loaded;
  }

  set dataset(dataset: DigitDataset) {
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

export function createHandlers(session: Session): Handlers {
  const teacher = new Teacher();
  return {
    async open({ lock, data }) {
      setDataFolder(data);
      if (lock !== null) await holdLock(lock);
      return findAbilities();
    },
    load({ dataset }) {
      session.dataset = new DigitDataset(dataset, (loading) => session.tell("loading", loading));
      void session.dataset.load();
    },
    retry: () => session.dataset.retry(),
    digits({ split, indices }) {
      const set = session.dataset[split];
      return set.take(indices.filter((index) => set.stateOf(index) === "loaded"));
    },
    async prepare({ settings, checkpoint }) {
      const { dataset } = session;
      const trainer = await session.replace(async () => {
        const run = new Run(settings, dataset, await openDevice(settings));
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
      return teacher.teach(session.trainer.run, session.dataset, hand);
    },
    async forget() {
      await session.trainer.pause();
      teacher.forget(session.trainer.run.network);
    },
    inspect: ({ pixels }) => inspect(session.trainer.run.network, pixels),
    filter: applyFilter,
    misread({ actual, predicted, limit }) {
      const { reading } = session.trainer;
      if (reading === null) throw new OrderError("the test images were not read yet");
      return misreadOf(reading, session.dataset.test, actual, predicted, limit);
    },
    saveNetwork({ metadata }) {
      const { network, settings } = session.trainer.run;
      return writeNetwork(network.model, settings.model, metadata);
    },
    async openNetwork({ settings, bytes }) {
      const file = readNetwork(bytes);
      if (file.problem !== null) return file;
      const { dataset } = session;
      const trainer = await session.replace(async () => {
        const run = new Run({ ...settings, model: file.model, changes: [] }, dataset, await openDevice(settings));
        run.network.load(file.weights);
        return new Trainer(run, dataset, session.tell);
      });
      void testNetwork(trainer, dataset, session.tell, () => session.has(trainer));
      return { problem: null, run: trainer.run.describe(), metadata: file.metadata };
    },
    checkGradients: () => checkGradients(session.trainer.run, session.dataset.test),
  };
}
