/** Two bits of a flags number: not recorded, false, true. */
export function packTriState(value: boolean | null): number {
  if (value === null) return 0;
  return value ? 2 : 1;
}

/** Reads what `packTriState` wrote, `shift` bits up. */
export function unpackTriState(flags: number, shift: number): boolean | null {
  const bits = (flags >>> shift) & 3;
  return bits === 0 ? null : bits === 2;
}
