// Conversions between float32, float64, int32 and bytes.

/** As typed arrays convert: the part before the point, modulo 2^32; nothing for NaN and infinities. */
function toInt(x: f64): i32 {
  if (!(abs(x) < Infinity)) return 0;
  const whole = trunc(x);
  return <i32>(<u32>(whole - floor(whole / 4294967296) * 4294967296));
}

/** Four elements as int32. Those out of its range are rare. */
@inline
function toInts(x: v128): v128 {
  let y = i32x4.trunc_sat_f32x4_s(x);
  const isInside = f32x4.lt(f32x4.abs(x), f32x4.splat(2147483648));
  if (!i32x4.all_true(isInside)) {
    y = i32x4(0, 0, 0, 0);
    y = i32x4.replace_lane(y, 0, toInt(f32x4.extract_lane(x, 0)));
    y = i32x4.replace_lane(y, 1, toInt(f32x4.extract_lane(x, 1)));
    y = i32x4.replace_lane(y, 2, toInt(f32x4.extract_lane(x, 2)));
    y = i32x4.replace_lane(y, 3, toInt(f32x4.extract_lane(x, 3)));
  }
  return y;
}

export function floatToInt(x: usize, out: usize, begin: i32, end: i32): void {
  const vectors = begin + ((end - begin) & ~3);
  x += <usize>begin << 2;
  out += <usize>begin << 2;
  for (let i = begin; i < vectors; i += 4, x += 16, out += 16) v128.store(out, toInts(v128.load(x)));
  for (let i = vectors; i < end; i++, x += 4, out += 4) store<i32>(out, toInt(load<f32>(x)));
}

export function intToFloat(x: usize, out: usize, begin: i32, end: i32): void {
  const vectors = begin + ((end - begin) & ~3);
  x += <usize>begin << 2;
  out += <usize>begin << 2;
  for (let i = begin; i < vectors; i += 4, x += 16, out += 16) {
    v128.store(out, f32x4.convert_i32x4_s(v128.load(x)));
  }
  for (let i = vectors; i < end; i++, x += 4, out += 4) store<f32>(out, <f32>load<i32>(x));
}

@inline
function widened(p: usize): v128 {
  return i32x4.extend_low_i16x8_u(i16x8.extend_low_i8x16_u(v128.load32_zero(p)));
}

export function byteToFloat(x: usize, out: usize, begin: i32, end: i32): void {
  const vectors = begin + ((end - begin) & ~3);
  x += begin;
  out += <usize>begin << 2;
  for (let i = begin; i < vectors; i += 4, x += 4, out += 16) v128.store(out, f32x4.convert_i32x4_s(widened(x)));
  for (let i = vectors; i < end; i++, x++, out += 4) store<f32>(out, <f32>load<u8>(x));
}

export function byteToInt(x: usize, out: usize, begin: i32, end: i32): void {
  const vectors = begin + ((end - begin) & ~3);
  x += begin;
  out += <usize>begin << 2;
  for (let i = begin; i < vectors; i += 4, x += 4, out += 16) v128.store(out, widened(x));
  for (let i = vectors; i < end; i++, x++, out += 4) store<i32>(out, load<u8>(x));
}

/** The lowest byte of what int32 would be. */
export function floatToByte(x: usize, out: usize, begin: i32, end: i32): void {
  for (let i = <usize>begin; i < <usize>end; i++) {
    const value = load<f32>(x + (i << 2));
    store<u8>(out + i, <u8>(abs(value) < 2147483648 ? <i32>value : toInt(value)));
  }
}

export function intToByte(x: usize, out: usize, begin: i32, end: i32): void {
  for (let i = <usize>begin; i < <usize>end; i++) store<u8>(out + i, <u8>load<i32>(x + (i << 2)));
}

export function floatToDouble(x: usize, out: usize, begin: i32, end: i32): void {
  const pairs = begin + ((end - begin) & ~1);
  x += <usize>begin << 2;
  out += <usize>begin << 3;
  for (let i = begin; i < pairs; i += 2, x += 8, out += 16) {
    v128.store(out, f64x2.promote_low_f32x4(v128.load64_zero(x)));
  }
  if (pairs < end) store<f64>(out, <f64>load<f32>(x));
}

export function intToDouble(x: usize, out: usize, begin: i32, end: i32): void {
  const pairs = begin + ((end - begin) & ~1);
  x += <usize>begin << 2;
  out += <usize>begin << 3;
  for (let i = begin; i < pairs; i += 2, x += 8, out += 16) {
    v128.store(out, f64x2.convert_low_i32x4_s(v128.load64_zero(x)));
  }
  if (pairs < end) store<f64>(out, <f64>load<i32>(x));
}

export function byteToDouble(x: usize, out: usize, begin: i32, end: i32): void {
  for (let i = <usize>begin; i < <usize>end; i++) store<f64>(out + (i << 3), <f64>load<u8>(x + i));
}

export function doubleToFloat(x: usize, out: usize, begin: i32, end: i32): void {
  const vectors = begin + ((end - begin) & ~3);
  x += <usize>begin << 3;
  out += <usize>begin << 2;
  for (let i = begin; i < vectors; i += 4, x += 32, out += 16) {
    const low = f32x4.demote_f64x2_zero(v128.load(x));
    v128.store(out, v128.shuffle<f64>(low, f32x4.demote_f64x2_zero(v128.load(x, 16)), 0, 2));
  }
  for (let i = vectors; i < end; i++, x += 8, out += 4) store<f32>(out, <f32>load<f64>(x));
}

export function doubleToInt(x: usize, out: usize, begin: i32, end: i32): void {
  for (let i = <usize>begin; i < <usize>end; i++) {
    const value = load<f64>(x + (i << 3));
    store<i32>(out + (i << 2), abs(value) < 2147483648 ? <i32>value : toInt(value));
  }
}
