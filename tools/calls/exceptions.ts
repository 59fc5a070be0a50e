/** What a callable is excused from, and why the rule cannot hold. */
export interface Exception {
  readonly callable: RegExp;
  readonly complaint: RegExp;
  readonly reason: string;
}

const takesAnything = /^(one argument too many|an unknown option) is accepted/;

export const exceptions: readonly Exception[] = [
  {
    callable: /\.(extraRepr|toString)$/,
    complaint: takesAnything,
    reason: "written by subclasses, and called by the library and by JavaScript, which give them nothing",
  },
  {
    callable: /^Generator\.(random32|uniform24|uniform53|normal)$/,
    complaint: takesAnything,
    reason: "called for every number that is drawn, by the library",
  },
  {
    callable: /^tensor\.Tensor$/,
    complaint: takesAnything,
    reason: "makes every tensor, the library's too; users call it from a subclass",
  },
  {
    callable: /^Compose\.forward$/,
    complaint: /^x = .* is accepted/,
    reason: "takes what its first transform takes, which may be a function of anything",
  },
  {
    callable: /^Container\.forward$/,
    complaint: /^the good call is refused with .* it has no forward of its own/,
    reason: "says that a subclass writes it, whatever it is called with",
  },
  {
    callable: /(^|\.)serveDataset$/,
    complaint: /^the good call is refused with .* this is no worker/,
    reason: "answers the loader that has started the worker which it is called in",
  },
  {
    callable: /^tensor\.(arange|randint|randintLike)$/,
    complaint: /^(start|low|high) = undefined, which is required, is accepted/,
    reason: "the types have the bound that may be left out, 0, in the place of the one behind it",
  },
  {
    callable: /^Tensor\.random_$/,
    complaint: /^to = undefined is another call than one without to/,
    reason: "a number that stands alone is the bound, as in PyTorch; by name from and to are what they are called",
  },
  {
    callable: /^([Tt]ensor|Module)\.to$/,
    complaint: /^device = undefined, which is required, is accepted/,
    reason: "without a device it keeps its own, as with null; one of device and dtype is required",
  },
];

/** Complaints that nothing excuses. Notes the exceptions that excused one. */
export function unexcused(callable: string, complaints: readonly string[], used: Set<Exception>): string[] {
  return complaints.filter((complaint) => {
    const exception = exceptions.find((one) => one.callable.test(callable) && one.complaint.test(complaint));
    if (exception !== undefined) used.add(exception);
    return exception === undefined;
  });
}
