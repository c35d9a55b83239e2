export interface TwinLimits {
  /** Rows without a twin that are remembered per root. */
  readonly waiting: number;
  /** ... and how many of them, newest first, are compared with one line of the same key. */
  readonly compared: number;
}

export const DEFAULT_TWIN_LIMITS: TwinLimits = { waiting: 65_536, compared: 4096 };
