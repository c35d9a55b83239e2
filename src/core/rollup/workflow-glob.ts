/**
 * Whether a whole name matches a glob of `*` (any run of characters) and `?` (one character), letter case
 * included. Linear in practice and never exponential: patterns come from settings, names from anywhere.
 */
export function matchesGlob(name: string, pattern: string): boolean {
  let at = 0;
  let wanted = 0;
  let lastStar = -1;
  let resumeAt = 0;
  while (at < name.length) {
    const symbol = pattern[wanted];
    if (symbol === "*") {
      lastStar = wanted++;
      resumeAt = at;
    } else if (symbol === "?" || symbol === name[at]) {
      wanted++;
      at++;
    } else if (lastStar >= 0) {
      // Let the last star swallow one character more.
      wanted = lastStar + 1;
      at = ++resumeAt;
    } else {
      return false;
    }
  }
  while (pattern[wanted] === "*") wanted++;
  return wanted === pattern.length;
}

/** Remembers its answers: a dataset has few workflow names and many records. */
export class HiddenWorkflows {
  readonly #patterns: readonly string[];
  readonly #answers = new Map<string, boolean>();

  constructor(patterns: readonly string[]) {
    this.#patterns = patterns;
  }

  get isEmpty(): boolean {
    return this.#patterns.length === 0;
  }

  /** A record that names no workflow is never hidden. */
  hides(workflow: string | null): boolean {
    if (workflow === null || this.isEmpty) return false;
    const known = this.#answers.get(workflow);
    if (known !== undefined) return known;
    const isHidden = this.#patterns.some((pattern) => matchesGlob(workflow, pattern));
    this.#answers.set(workflow, isHidden);
    return isHidden;
  }
}
