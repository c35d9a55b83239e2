/** Cut to significant digits, where more than a drawing shows would only fill the message. */
export function roundTo(value: number, significantDigits: number): number {
  return Number.isFinite(value) ? Number(value.toPrecision(significantDigits)) : value;
}

/** As `roundTo`; null stays null. */
export function roundKnown(value: number | null, significantDigits: number): number | null {
  return value === null ? null : roundTo(value, significantDigits);
}
