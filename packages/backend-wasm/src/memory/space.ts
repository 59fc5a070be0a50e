import { dataEnd } from "../generated/constants.js";

/** Blocks start on cache lines, and are whole numbers of them. */
export const alignment = 64;

/** The first address that does not belong to the module, which keeps constants below it. */
export const firstAddress = Math.ceil(dataEnd / 8192) * 8192;
/** Sizes up to this one are counted in cache lines; above it there are four per power of two. */
const fineBytes = 1024;
const fineClasses = fineBytes / alignment;
/** A merged piece below this size goes back to the lists at once, so that the regions stay few. */
const smallestRegion = 65_536;

/** Blocks of one size: how many are in use, and where those lie that wait for the next use. */
export class SizeClass {
  readonly free: number[] = [];
  live = 0;

  constructor(readonly capacity: number) {}
}

/** Memory that is cut as it is needed. */
interface Region {
  start: number;
  end: number;
}

/**
 * The addresses from `firstAddress` on, given out in blocks. A block that is given back waits in the list of its size; only when
 * memory runs short, neighbours are merged, so that one size cannot starve while others wait.
 */
export class Space {
  private readonly classes: SizeClass[] = [];
  /** By address; the last one reaches up to the end of the memory. */
  private regions: Region[] = [];
  /** Where what was never used begins. */
  private reached = firstAddress;
  /** Bytes of the blocks that are in use. */
  used = 0;

  /** Bytes that have been used and wait to be used again. */
  get waiting(): number {
    return this.reached - firstAddress - this.used;
  }

  /** The sizes of which there are blocks, in use or not. */
  sizes(): SizeClass[] {
    return this.classes.filter((size) => size !== undefined);
  }

  /** The size that serves a need, so that nearly equal needs share a list. */
  classOf(bytes: number): SizeClass {
    return this.classes[indexOf(bytes)] ?? this.createClass(indexOf(bytes));
  }

  /** A block's address, or -1 when there is none. */
  take(size: SizeClass): number {
    const reused = size.free.pop();
    const address = reused === undefined ? this.cut(size.capacity) : reused;
    if (address < 0) return -1;
    size.live++;
    this.used += size.capacity;
    return address;
  }

  give(size: SizeClass, address: number): void {
    size.free.push(address);
    size.live--;
    this.used -= size.capacity;
  }

  /** Takes in new memory behind the present end. */
  extend(start: number, end: number): void {
    const last = this.regions.at(-1);
    if (last?.end === start) last.end = end;
    else this.regions.push({ start, end });
  }

  /** How much is left at the end of the memory. */
  bytesAtEnd(end: number): number {
    const last = this.regions.at(-1);
    return last?.end === end ? end - last.start : 0;
  }

  /** Merges all that waits with its neighbours. */
  merge(): void {
    const pieces = this.regions;
    for (const { free, capacity } of this.sizes()) {
      for (const start of free) pieces.push({ start, end: start + capacity });
      free.length = 0;
    }
    pieces.sort((a, b) => a.start - b.start);
    const merged: Region[] = [];
    for (const piece of pieces) {
      const last = merged.at(-1);
      if (last?.end === piece.start) last.end = piece.end;
      else merged.push(piece);
    }
    const top = merged.at(-1);
    const isRegion = (piece: Region): boolean => piece === top || piece.end - piece.start >= smallestRegion;
    this.regions = merged.filter(isRegion);
    for (const piece of merged) if (!isRegion(piece)) this.shred(piece);
  }

  private createClass(index: number): SizeClass {
    const size = new SizeClass(capacityOf(index));
    this.classes[index] = size;
    return size;
  }

  /** The first fit. */
  private cut(capacity: number): number {
    for (const [i, region] of this.regions.entries()) {
      const { start, end } = region;
      if (end - start < capacity) continue;
      region.start += capacity;
      if (region.start === end && i < this.regions.length - 1) this.regions.splice(i, 1);
      this.reached = Math.max(this.reached, region.start);
      return start;
    }
    return -1;
  }

  /** Cuts a piece into the largest blocks that fit, for the lists. */
  private shred({ start, end }: Region): void {
    let at = start;
    while (at < end) {
      let index = indexOf(end - at);
      if (capacityOf(index) > end - at) index--;
      const size = this.classes[index] ?? this.createClass(index);
      size.free.push(at);
      at += size.capacity;
    }
  }
}

/** The number of the smallest size that holds this many bytes. */
function indexOf(bytes: number): number {
  if (bytes <= fineBytes) return Math.max(1, Math.ceil(bytes / alignment));
  const exponent = 31 - Math.clz32(bytes - 1);
  return fineClasses + (exponent - 10) * 4 + Math.ceil(bytes / 2 ** (exponent - 2)) - 4;
}

function capacityOf(index: number): number {
  if (index <= fineClasses) return index * alignment;
  const above = index - fineClasses - 1;
  return (5 + (above % 4)) * 2 ** (8 + Math.floor(above / 4));
}
