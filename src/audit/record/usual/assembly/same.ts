/** Compares bytes. */

/** True when the same bytes stand at both addresses. */
export function isSame(one: i32, other: i32, length: i32): bool {
  let at = 0;
  while (at + 8 <= length) {
    if (load<u64>(one + at) !== load<u64>(other + at)) return false;
    at += 8;
  }
  const rest = (length - at) << 3;
  // Bytes of the lower addresses are the lower ones of a number.
  return rest === 0 || (load<u64>(one + at) ^ load<u64>(other + at)) << ((64 - rest) as u64) === 0;
}
