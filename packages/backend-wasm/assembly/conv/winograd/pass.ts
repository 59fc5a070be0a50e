/** The planes of one pass of a convolution with 3x3 kernels and stride 1. */
@unmanaged
export class WinogradPass {
  batch: i32;
  channels: i32;
  height: i32;
  width: i32;
  filters: i32;
  outHeight: i32;
  outWidth: i32;
  top: i32;
  left: i32;
}
