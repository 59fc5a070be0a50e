/** One pass of a convolution over padded planes, for one group. */
@unmanaged
export class PlanePass {
  channels: i32;
  height: i32;
  width: i32;
  /** Of one phase. */
  paddedHeight: i32;
  paddedWidth: i32;
  /** Where the first row and column of the source go. */
  top: i32;
  left: i32;
  /** How far apart the rows and columns of the source go, without strides. */
  stepY: i32;
  stepX: i32;
  /**
   * With strides, a padded plane may be kept as phases: one for each remainder of row and column by the stride that a kernel
   * element sees. In these, the pixels under one kernel element lie side by side. 1 without strides.
   */
  strideY: i32;
  strideX: i32;
  phasesY: i32;
  phasesX: i32;
  filters: i32;
  outHeight: i32;
  outWidth: i32;
}
