/** What stands in place of a number that no record reports. Never 0, never a dash. */
export const NOT_REPORTED = "not reported";

const FALLBACK_LOCALE = "en";
const MAX_CACHED = 200;
const numberFormats = new Map<string, Intl.NumberFormat>();
const dateFormats = new Map<string, Intl.DateTimeFormat>();

// Making an Intl object costs about 50 us, using one less than 1 us; a view needs hundreds.
function cached<T>(cache: Map<string, T>, key: string, make: () => T): T {
  let format = cache.get(key);
  if (format === undefined) {
    format = make();
    if (cache.size >= MAX_CACHED) cache.clear();
    cache.set(key, format);
  }
  return format;
}

function usableLocale(locale: string): string {
  try {
    return Intl.getCanonicalLocales(locale)[0] ?? FALLBACK_LOCALE;
  } catch {
    // Not a language tag ("C", "en_US"): numbers in English are better than no view at all.
    return FALLBACK_LOCALE;
  }
}

function numberFormat(locale: string, options: Intl.NumberFormatOptions): Intl.NumberFormat {
  return cached(
    numberFormats,
    `${locale} ${JSON.stringify(options)}`,
    () => new Intl.NumberFormat(usableLocale(locale), options),
  );
}

function dateFormat(
  locale: string,
  timeZone: string,
  options: Intl.DateTimeFormatOptions,
): Intl.DateTimeFormat {
  return cached(
    dateFormats,
    `${locale} ${timeZone} ${JSON.stringify(options)}`,
    () => new Intl.DateTimeFormat(usableLocale(locale), { ...options, timeZone }),
  );
}

function isKnown(value: number | null): value is number {
  return value !== null && Number.isFinite(value);
}

function fixed(value: number, locale: string, digits: number): string {
  return numberFormat(locale, { minimumFractionDigits: digits, maximumFractionDigits: digits }).format(value);
}

/** Dollars by size: `$0.0014`, `$0.12`, `$12.45`, `$1,240`. Below a cent two significant digits stay. */
export function formatUsd(usd: number | null, locale: string): string {
  if (!isKnown(usd)) return NOT_REPORTED;
  const size = Math.abs(usd);
  const currency = { style: "currency", currency: "USD", currencyDisplay: "narrowSymbol" } as const;
  // The limits are where rounding would reach the next size: never `$0.010` or `$1,000.00`.
  if (size > 0 && size < 0.00995) {
    const digits = { minimumSignificantDigits: 2, maximumSignificantDigits: 2 };
    return numberFormat(locale, { ...currency, ...digits }).format(usd);
  }
  const fraction = size < 999.995 ? 2 : 0;
  const digits = { minimumFractionDigits: fraction, maximumFractionDigits: fraction };
  return numberFormat(locale, { ...currency, ...digits }).format(usd === 0 ? 0 : usd);
}

const COUNT_UNITS = [
  { size: 1e12, suffix: "T" },
  { size: 1e9, suffix: "B" },
  { size: 1e6, suffix: "M" },
  { size: 1e3, suffix: "k" },
] as const;

/** `1,234`; from 100,000 on with three significant digits and a suffix: `123k`, `12.4M`. */
export function formatCount(count: number | null, locale: string): string {
  if (!isKnown(count)) return NOT_REPORTED;
  if (Math.abs(count) < 99_999.5) return fixed(Math.round(count) || 0, locale, 0);
  // Rounded first, so that 999,960 becomes 1M and not 1,000k.
  const rounded = Number(count.toPrecision(3));
  const unit = COUNT_UNITS.find(({ size }) => Math.abs(rounded) >= size);
  if (unit === undefined) return fixed(rounded, locale, 0);
  return numberFormat(locale, { maximumSignificantDigits: 3 }).format(rounded / unit.size) + unit.suffix;
}

/** All digits with grouping: `1,234,567`. For tooltips, explanations and tables of the CLI. */
export function formatInteger(count: number | null, locale: string): string {
  return isKnown(count) ? fixed(Math.round(count) || 0, locale, 0) : NOT_REPORTED;
}

/** `320 ms`, `1.2 s`, `2 m 30 s`, `3 h 5 m`, `2 d 4 h`. Negative durations (a clock set back) keep their sign. */
export function formatDuration(durationMs: number | null, locale: string): string {
  if (!isKnown(durationMs)) return NOT_REPORTED;
  if (durationMs < 0) return `-${formatDuration(-durationMs, locale)}`;
  if (durationMs < 999.5) {
    const digits = durationMs > 0 && durationMs < 9.95 && !Number.isInteger(durationMs) ? 1 : 0;
    return `${fixed(durationMs, locale, digits)} ms`;
  }
  if (durationMs < 59_950) return `${fixed(durationMs / 1000, locale, 1)} s`;
  const seconds = Math.round(durationMs / 1000);
  if (seconds < 3600) return `${Math.floor(seconds / 60)} m ${seconds % 60} s`;
  const minutes = Math.round(durationMs / 60_000);
  if (minutes < 1440) return `${Math.floor(minutes / 60)} h ${minutes % 60} m`;
  const hours = Math.round(durationMs / 3_600_000);
  return `${fixed(Math.floor(hours / 24), locale, 0)} d ${hours % 24} h`;
}

/** Time since an instant, in its largest whole unit: `now`, `12s`, `2m`, `3h`, `5d`. The future is `now`. */
export function formatAge(nowMs: number, atMs: number | null): string {
  if (!isKnown(atMs)) return NOT_REPORTED;
  const seconds = Math.floor((nowMs - atMs) / 1000);
  if (seconds < 1) return "now";
  if (seconds < 60) return `${seconds}s`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)}m`;
  if (seconds < 86_400) return `${Math.floor(seconds / 3600)}h`;
  return `${Math.floor(seconds / 86_400)}d`;
}

/** An age in a sentence: `just now`, `3h ago`. */
export function formatAgo(nowMs: number, atMs: number | null): string {
  const age = formatAge(nowMs, atMs);
  if (age === "now") return "just now";
  return age === NOT_REPORTED ? age : `${age} ago`;
}

function percent(ratio: number, locale: string, minimum: number, maximum: number): string {
  const digits = { minimumFractionDigits: minimum, maximumFractionDigits: maximum };
  return numberFormat(locale, { style: "percent", ...digits }).format(ratio);
}

/**
 * A ratio as a percentage: one decimal below 10 % or above 90 %, else none. 100 % and 0 % are said only of
 * exactly 1 and 0: what would round there is `>99.9%` or `<0.1%`.
 */
export function formatRatio(ratio: number | null, locale: string): string {
  if (!isKnown(ratio)) return NOT_REPORTED;
  if (ratio < 0) return `-${formatRatio(-ratio, locale)}`;
  if (ratio === 0 || ratio === 1) return percent(ratio, locale, 0, 0);
  if (ratio < 0.0005) return `<${percent(0.001, locale, 1, 1)}`;
  if (ratio < 0.0995) return percent(ratio, locale, 1, 1);
  if (ratio <= 0.9 || ratio > 1) return percent(ratio, locale, 0, 0);
  return ratio >= 0.9995 ? `>${percent(0.999, locale, 1, 1)}` : percent(ratio, locale, 1, 1);
}

/** A change against an earlier value: 0.08 is `+8%`. From tenfold on `>+999%`, so that a card keeps its size. */
export function formatChange(changeRatio: number | null, locale: string): string {
  if (!isKnown(changeRatio)) return NOT_REPORTED;
  if (changeRatio >= 9.995) return `>+${percent(9.99, locale, 0, 0)}`;
  const isSmall = Math.abs(changeRatio) < 0.0995;
  const options = {
    style: "percent",
    signDisplay: "exceptZero",
    maximumFractionDigits: isSmall ? 1 : 0,
  } as const;
  return numberFormat(locale, options).format(changeRatio).replace("-", "\u2212");
}

/** A difference of two ratios, in percentage points: 0.9 to 0.99 is `+9 pt`, not +10 %. */
export function formatPoints(differenceRatio: number | null, locale: string): string {
  if (!isKnown(differenceRatio)) return NOT_REPORTED;
  const points = Math.round(differenceRatio * 1000) / 10 || 0;
  const options = { signDisplay: "exceptZero", maximumFractionDigits: 1 } as const;
  return `${numberFormat(locale, options).format(points).replace("-", "\u2212")} pt`;
}

/** Date and time to the second in a zone, e.g. `Feb 1, 2026, 4:12:09 PM`. */
export function formatInstant(atMs: number | null, timeZone: string, locale: string): string {
  if (!isInstant(atMs)) return NOT_REPORTED;
  return dateFormat(locale, timeZone, { dateStyle: "medium", timeStyle: "medium" }).format(atMs);
}

/** The calendar day of an instant in a zone, e.g. `Feb 1, 2026`. */
export function formatDay(atMs: number | null, timeZone: string, locale: string): string {
  if (!isInstant(atMs)) return NOT_REPORTED;
  return dateFormat(locale, timeZone, { dateStyle: "medium" }).format(atMs);
}

/** The start of a chart bucket as an axis label: `4 PM`, `Feb 1`, `Feb 2026`. */
export function formatBucket(
  fromMs: number,
  unit: "hour" | "day" | "week" | "month",
  timeZone: string,
  locale: string,
): string {
  if (!isInstant(fromMs)) return NOT_REPORTED;
  if (unit === "hour") return dateFormat(locale, timeZone, { hour: "numeric" }).format(fromMs);
  if (unit === "month") {
    return dateFormat(locale, timeZone, { month: "short", year: "numeric" }).format(fromMs);
  }
  return dateFormat(locale, timeZone, { month: "short", day: "numeric" }).format(fromMs);
}

/** The range that a `Date` can hold: beyond it Intl throws. */
function isInstant(atMs: number | null): atMs is number {
  return isKnown(atMs) && Math.abs(atMs) <= 8.64e15;
}

const BYTE_UNITS = ["B", "KB", "MB", "GB", "TB"] as const;

/** `512 B`, `1.2 KB`, `3.4 MB`: 1 KB is 1,024 bytes, one decimal below 100. */
export function formatBytes(sizeBytes: number | null, locale: string): string {
  if (!isKnown(sizeBytes)) return NOT_REPORTED;
  let size = sizeBytes;
  let unit = 0;
  while (Math.abs(size) >= 1023.5 && unit < BYTE_UNITS.length - 1) {
    size /= 1024;
    unit += 1;
  }
  const digits = unit === 0 || Math.abs(size) >= 99.95 ? 0 : 1;
  return `${fixed(size, locale, digits)} ${BYTE_UNITS[unit] ?? "B"}`;
}

export { clipText } from "../rollup/clip-text.ts";
