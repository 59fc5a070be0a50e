/** The version of this package, as its manifest says. */
export const version = "0.0.0";
