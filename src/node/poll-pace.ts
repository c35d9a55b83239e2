/** Without a watcher's word, what is on screen may be this old. */
const UNTOLD_VISIBLE_MS = 250;
const UNTOLD_HIDDEN_MS = 5_000;

export interface PollPace {
  /** What the user asked for; 0 = only on a watcher's word. */
  readonly wishedMs: number;
  /** Watchers tell of every change: polling is a safety net, no more. */
  readonly isTold: boolean;
  /** Somebody looks at the figures. */
  readonly isVisible: boolean;
}

/**
 * Time between two looks at everything, ms; 0 = none. Where nothing tells of changes (a network drive, no
 * watches left, a link to a file elsewhere), looks come often enough to stand in for it, also when the user
 * wants none besides watching: changes are to show, and there is no other way to learn of them.
 */
export function pollEveryMs({ wishedMs, isTold, isVisible }: PollPace): number {
  if (isTold) return wishedMs;
  const neededMs = isVisible ? UNTOLD_VISIBLE_MS : UNTOLD_HIDDEN_MS;
  return wishedMs > 0 ? Math.min(wishedMs, neededMs) : neededMs;
}
