import { formatShape, type Shape } from "../../shape.js";
import type { Storage } from "../../storage.js";
import type { Tensor } from "../../tensor.js";

// `x.at(mask).fill_(0)` changes a copy, which is then thrown away: x stays as it was, as in PyTorch. `const y = x.at(mask);
// y.fill_(0)` does the same and is right. What tells them apart is whether anybody reads the copy afterwards: one that is
// collected unread was changed for nothing, and somebody meant x. That shows when the memory is collected, so it is a warning,
// and it is never wrong.

interface Change {
  readonly op: string;
  readonly shape: Shape;
}

/** Whether the one warning has been given. */
export const unreadCopies = { hasWarned: false };

const changedUnread = new FinalizationRegistry<Change>(({ op, shape }) => {
  if (unreadCopies.hasWarned) return;
  unreadCopies.hasWarned = true;
  console.warn(
    `lumbre: at() with a list or a mask gives a copy; one of shape ${formatShape(shape)} was changed by ${op} and never read. ` +
      "To change the tensor itself, write x.indexPut_([index], values) or x.maskedFill_(mask, value)",
  );
});

/** Has a warning given when the copy is changed in place and then thrown away unread. Returns the copy. */
export function watchCopy(copy: Tensor): Tensor {
  const { storage, shape } = copy;
  storage.onChange = (op) => {
    changedUnread.unregister(storage);
    changedUnread.register(storage, { op, shape }, storage);
    // On this storage alone, so that others cost nothing: the first one to read the memory takes the property away.
    Object.defineProperty(storage, "buffer", { configurable: true, get: () => read(storage) });
  };
  return copy;
}

function read(storage: Storage): Storage["buffer"] {
  delete (storage as { buffer?: Storage["buffer"] }).buffer;
  changedUnread.unregister(storage);
  return storage.buffer;
}
