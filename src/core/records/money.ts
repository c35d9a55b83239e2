const NANO_PER_USD = 1e9;
const NANO_EXPONENT = 9;
/** Nine million dollars: above it not every nano-dollar has a double of its own. */
const MAX_NANO = 9e15;
/** Relative error of one multiplication, with room to spare. */
const PRODUCT_ERROR = 2 ** -51;

/**
 * Dollars to integer nano-dollars, half to even, decided on the decimal that was written (the shortest one
 * that reads as this double), not on its binary error. Null for NaN, infinities and beyond +-9e15 nano.
 */
export function usdToNano(usd: number): number | null {
  const scaled = Math.abs(usd) * NANO_PER_USD;
  if (!(scaled <= MAX_NANO)) return null;
  const floor = Math.floor(scaled);
  // Large amounts are all "near": from 2^50 on the product itself may be off by a nano-dollar.
  const isNearHalf = Math.abs(scaled - floor - 0.5) <= scaled * PRODUCT_ERROR + Number.EPSILON;
  const nano = isNearHalf ? roundDecimal(Math.abs(usd)) : Math.round(scaled);
  return usd < 0 && nano !== 0 ? -nano : nano;
}

/** Rounds by the digits of the shortest decimal form. */
function roundDecimal(usd: number): number {
  const [mantissa = "0", exponent = "0"] = usd.toExponential().split("e");
  const digits = mantissa.replace(".", "");
  const wholeDigits = Number(exponent) + 1 + NANO_EXPONENT;
  if (wholeDigits < 0) return 0;
  const whole = Number(digits.slice(0, wholeDigits).padEnd(wholeDigits, "0"));
  const rest = digits.slice(wholeDigits);
  const isHalf = rest === "5";
  const isAboveHalf = !isHalf && rest >= "5";
  return isAboveHalf || (isHalf && whole % 2 === 1) ? whole + 1 : whole;
}

/** Nano-dollars to dollars: one division, so the double nearest to the decimal (0.293968). */
export function nanoToUsd(nano: number): number {
  return nano === 0 ? 0 : nano / NANO_PER_USD;
}
