/** A part of a data set: labels, then images of 28 x 28 bytes, as one deflate-raw stream. */
export interface Part {
  readonly file: string;
  readonly images: number;
  readonly bytes: number;
  /** Of the compressed bytes, in hexadecimal. */
  readonly sha256: string;
}

/** The parts of a data set, in the order in which they are loaded. */
export interface DatasetParts {
  readonly train: readonly Part[];
  readonly test: readonly Part[];
}
