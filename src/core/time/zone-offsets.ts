import { MS_PER_DAY, MS_PER_HOUR } from "./civil.ts";
import { isSystemZone } from "./system-zone.ts";

const UTC = "UTC";
const MS_PER_MINUTE = 60_000;
const MS_PER_SECOND = 1000;
/** A dataset spans some years; more blocks than this only come from hostile times, so start afresh. */
const MAX_CACHED_BLOCKS = 20_000;
/** `Date` ends at 1e8 days; some are kept back because neighbouring days are asked too. */
const MAX_DAY = 1e8 - 4;
/** From here on (1973) no zone's offset has seconds, which `Date` would leave out. */
const WHOLE_MINUTES_FROM_MS = 94_694_400_000;

/** One UTC day of a zone. `switchMs` is the first instant of `after`; `Infinity` on an ordinary day. */
interface OffsetBlock {
  readonly before: number;
  readonly after: number;
  readonly switchMs: number;
}

/**
 * UTC offsets of one zone, fast: `Intl` (of the machine's own zone `Date`, which is there at once) is asked twice per UTC day that occurs (and by bisection on the few
 * days with a switch), everything else is a table look-up. A published offset function was not taken: it
 * gives negative offsets below one hour (Monrovia until 1972) the wrong sign.
 */
export class ZoneOffsets {
  readonly #zone: string;
  #format: Intl.DateTimeFormat | null;
  readonly #blocks = new Map<number, OffsetBlock>();
  readonly #dayStarts = new Map<number, number>();
  readonly #steadyWallDays = new Map<number, number>();
  #lastDay = NaN;
  #lastBlock: OffsetBlock = { before: 0, after: 0, switchMs: Infinity };
  #lastWallDay = NaN;
  #lastWallOffset = NaN;

  /** Throws RangeError for a zone that does not exist. */
  constructor(zone: string) {
    this.#zone = zone;
    this.#format = zone === UTC || isSystemZone(zone) ? null : offsetFormat(zone);
  }

  /** Offset from UTC in ms (east positive) at an instant; NaN beyond the range of `Date`. */
  atUtc(utcMs: number): number {
    const day = Math.floor(utcMs / MS_PER_DAY);
    if (day !== this.#lastDay) {
      if (!(Math.abs(day) < MAX_DAY)) return NaN;
      this.#lastBlock = this.#block(day);
      this.#lastDay = day;
    }
    const block = this.#lastBlock;
    return utcMs < block.switchMs ? block.before : block.after;
  }

  /**
   * The instant of a wall-clock time (given as if it were UTC). In a fold the first occurrence; a time in a
   * gap moves forward by the gap.
   */
  wallToEpochMs(wallMs: number): number {
    const wallDay = Math.floor(wallMs / MS_PER_DAY);
    if (wallDay !== this.#lastWallDay) {
      if (!(Math.abs(wallDay) < MAX_DAY)) return NaN;
      this.#lastWallOffset = this.#steadyOffset(wallDay);
      this.#lastWallDay = wallDay;
    }
    // NaN marks a day near a switch.
    if (!Number.isNaN(this.#lastWallOffset)) return wallMs - this.#lastWallOffset;
    // Offsets lie within -12 h to +14 h, so these two instants enclose the wanted one.
    const before = this.atUtc(wallMs - MS_PER_DAY);
    const after = this.atUtc(wallMs + MS_PER_DAY);
    if (this.atUtc(wallMs - before) === before) return wallMs - before;
    if (this.atUtc(wallMs - after) === after) return wallMs - after;
    return wallMs - before;
  }

  /** The offset that every wall-clock time of a day has; NaN near a switch and beyond the range of `Date`. */
  steadyDayOffsetMs(wallDay: number): number {
    return Math.abs(wallDay) < MAX_DAY ? this.#steadyOffset(wallDay) : NaN;
  }

  /** The one offset that holds from a day before to a day after a whole wall-clock day; else NaN. */
  #steadyOffset(wallDay: number): number {
    const known = this.#steadyWallDays.get(wallDay);
    if (known !== undefined) return known;
    const first = this.atUtc((wallDay - 1) * MS_PER_DAY);
    let steady = first;
    for (const day of [wallDay - 1, wallDay, wallDay + 1]) {
      const { before, after } = this.#block(day);
      if (before !== first || after !== first) steady = NaN;
    }
    if (this.#steadyWallDays.size >= MAX_CACHED_BLOCKS) this.#steadyWallDays.clear();
    this.#steadyWallDays.set(wallDay, steady);
    return steady;
  }

  #block(day: number): OffsetBlock {
    const known = this.#blocks.get(day);
    if (known !== undefined) return known;
    const before = this.#atDayStart(day);
    const after = this.#atDayStart(day + 1);
    const switchMs = before === after ? Infinity : this.#findSwitch(day * MS_PER_DAY, before);
    const block = { before, after, switchMs };
    if (this.#blocks.size >= MAX_CACHED_BLOCKS) this.#blocks.clear();
    this.#blocks.set(day, block);
    return block;
  }

  /** First instant of the day, to the second, that no longer has the offset it began with. */
  #findSwitch(dayStartMs: number, before: number): number {
    let low = 0;
    let high = MS_PER_DAY / MS_PER_SECOND;
    while (high - low > 1) {
      const middle = Math.floor((low + high) / 2);
      if (this.#ask(dayStartMs + middle * MS_PER_SECOND) === before) low = middle;
      else high = middle;
    }
    return dayStartMs + high * MS_PER_SECOND;
  }

  #atDayStart(day: number): number {
    const known = this.#dayStarts.get(day);
    if (known !== undefined) return known;
    const offset = this.#ask(day * MS_PER_DAY);
    if (this.#dayStarts.size >= MAX_CACHED_BLOCKS) this.#dayStarts.clear();
    this.#dayStarts.set(day, offset);
    return offset;
  }

  #ask(utcMs: number): number {
    if (this.#zone === UTC) return 0;
    if (this.#format === null && utcMs >= WHOLE_MINUTES_FROM_MS) {
      return 0 - new Date(utcMs).getTimezoneOffset() * MS_PER_MINUTE;
    }
    this.#format ??= offsetFormat(this.#zone);
    return parseGmtOffset(this.#format.format(utcMs));
  }
}

function offsetFormat(zone: string): Intl.DateTimeFormat {
  return new Intl.DateTimeFormat("en-US", { timeZone: zone, timeZoneName: "longOffset" });
}

const GMT_OFFSET = /GMT(?:([+-])(\d{2}):(\d{2})(?::(\d{2}))?)?$/;

/** Reads the end of `"1/11/2026, GMT-05:00"`; a bare `GMT` is 0. */
function parseGmtOffset(text: string): number {
  const match = GMT_OFFSET.exec(text);
  if (match === null) throw new Error(`Intl wrote an offset in an unknown form: ${text}`);
  const [, sign, hours = "0", minutes = "0", seconds = "0"] = match;
  const size =
    Number(hours) * MS_PER_HOUR + Number(minutes) * MS_PER_MINUTE + Number(seconds) * MS_PER_SECOND;
  return sign === "-" ? 0 - size : size;
}
