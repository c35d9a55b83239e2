// Words of what a scan leaves, see STATUS in `assembly/layout.ts`.
export const ROWS = 0;
export const STOPPED_AT = 1;
export const LINE_END = 2;
export const IS_FULL = 3;
export const TEXT_COUNT = 4;
export const COMBO_COUNT = 5;
export const STRETCH_COUNT = 6;
export const STAGE_COUNT = 7;
export const LONELY_COUNT = 8;
export const PAIR_COUNT = 9;
export const IS_DENSE = 10;
export const TEXT_ID_COUNT = 11;
export const STATUS_WORDS = 12;
