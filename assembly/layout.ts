// Where everything stands in the memory. It never grows, because growing would detach the host's views. The host
// reads these addresses as exported globals and knows no other number but STRETCH_WORDS.

/** Rows that are staged before the host must take them. */
export const BATCH_ROWS: i32 = 4096;

const WORDS: usize = <usize>BATCH_ROWS * 4;

// Columns of the staged rows. Numbers are stored as value + 1, so that 0 is "missing".
/** f64: epoch ms with its fraction. */
export const COL_AT: usize = 0x10000;
export const COL_COST: usize = COL_AT + WORDS * 2;
export const COL_ESTIMATE: usize = COL_COST + WORDS;
export const COL_INPUT: usize = COL_ESTIMATE + WORDS;
export const COL_OUTPUT: usize = COL_INPUT + WORDS;
export const COL_LATENCY: usize = COL_OUTPUT + WORDS;
export const COL_RETRY: usize = COL_LATENCY + WORDS;
/** Offset of the line from the start of the bytes that were given to `scan`. */
export const COL_OFFSET: usize = COL_RETRY + WORDS;
/** Without its line break, + 1. */
export const COL_LENGTH: usize = COL_OFFSET + WORDS;
/** Number of the combination of texts + 1, see `texts.ts`. */
export const COL_COMBO: usize = COL_LENGTH + WORDS;
/** See the flags below. */
export const COL_FLAGS: usize = COL_COMBO + WORDS;
/** The flags that are stored, with the place of the twin, + 1. */
export const COL_STORED: usize = COL_FLAGS + WORDS;
/** Distance to the row's twin among the staged rows: twice, + 1 backward; 0 = none found. */
export const COL_TWIN: usize = COL_STORED + WORDS;
/** Number of the row's stretch + 1, see `links.ts`; 0 = no run. */
export const COL_STRETCH: usize = COL_TWIN + WORDS;
/** Distance to the next row of the same stretch, + 1; 0 = it is the last one. */
export const COL_NEXT: usize = COL_STRETCH + WORDS;
/** Four words each: the bits of a uuid, most significant first, or the number of a text in the last one. */
export const COL_CALL_ID: usize = COL_NEXT + WORDS;
/** Stretches of rows with one run id; of each the id in four words, 1 if it is a text, first and last row. */
export const STRETCH_WORDS: i32 = 8;
export const STRETCHES: usize = COL_CALL_ID + WORDS * 4;
/** Of each stretch the earliest and the latest time, f64. */
export const STRETCH_TIMES: usize = STRETCHES + WORDS * <usize>STRETCH_WORDS;
/** The run id of the line at hand. */
export const RUN_ID_WORDS: usize = STRETCH_TIMES + WORDS * 4;
const COLUMNS_END: usize = RUN_ID_WORDS + 16;

// Bits 0-1: success, bits 2-3: fallback used; each 0 = not recorded, 1 = false, 2 = true.
export const FALLBACK_SHIFT: u32 = 2;
/** Success and fallback. */
export const STORED_BITS: u32 = 15;
/** The second line of a pair, which is stored but no call of its own. */
export const FLAG_MERGED: u32 = 1 << 4;
/** Where the twin of a row is: 0 = there is none, 1 to 3 rows ahead, 4 to 6 = 1 to 3 rows behind. */
export const TWIN_SHIFT: u32 = 5;
export const NEAR_TWIN: u32 = 3;
export const FLAG_USER: u32 = 1 << 8;
export const FLAG_RUN_KEY: u32 = 1 << 9;
export const FLAG_RUN_UUID: u32 = 1 << 10;
export const FLAG_RUN_TEXT: u32 = 1 << 11;
export const FLAG_CALL_TEXT: u32 = 1 << 12;

// Texts: every distinct string of a dictionary field, and ids that are no uuid.
export const MAX_TEXTS: i32 = 16384;
export const MAX_TEXT_BYTES: i32 = 256;
export const TEXT_SLOTS: i32 = MAX_TEXTS * 2;
export const TEXT_TABLE: usize = COLUMNS_END;
/** By number: address and length, u32 each. */
export const TEXT_INDEX: usize = TEXT_TABLE + <usize>TEXT_SLOTS * 4;
export const TEXT_ARENA: usize = TEXT_INDEX + <usize>MAX_TEXTS * 8;
export const TEXT_ARENA_END: usize = TEXT_ARENA + 0x80000;

// Combinations of the six texts that a dashboard groups by.
export const MAX_COMBOS: i32 = 4096;
export const COMBO_SLOTS: i32 = MAX_COMBOS * 2;
/** Words of one entry: six texts (number + 1; 0 = null), two unused. */
export const COMBO_WORDS: i32 = 8;
export const COMBO_TABLE: usize = TEXT_ARENA_END;
export const COMBO_ENTRIES: usize = COMBO_TABLE + <usize>COMBO_SLOTS * 4;
const COMBOS_END: usize = COMBO_ENTRIES + <usize>(MAX_COMBOS * COMBO_WORDS) * 4;

// Learned pieces of lines, see `pieces.ts`.
export const MAX_PIECES: i32 = 2048;
export const MAX_PIECE_BYTES: i32 = 512;
export const PIECE_SLOTS: i32 = MAX_PIECES * 2;
export const PIECE_TABLE: usize = COMBOS_END;
/** Words of one entry: address, length, meaning, next of the same slot, the piece that followed last. */
export const PIECE_WORDS: i32 = 8;
export const PIECE_ENTRIES: usize = PIECE_TABLE + <usize>PIECE_SLOTS * 4;
export const PIECE_ARENA: usize = PIECE_ENTRIES + <usize>(MAX_PIECES * PIECE_WORDS) * 4;
export const PIECE_ARENA_END: usize = PIECE_ARENA + 0x80000;

/** Fixed texts, 64 bytes each. */
export const LITERALS: usize = PIECE_ARENA_END;
/** Names of known fields: 32 bytes each, padded with zeros. */
export const KEY_NAMES: usize = LITERALS + 16 * 64;
export const KEY_SLOTS: usize = KEY_NAMES + 64 * 32;
/**
 * What `scan` leaves for the host, one word each: rows staged, address of the first line that it did not take,
 * after STOP_LINE the address behind that line, whether a table is full, texts, combinations, stretches, stages,
 * lonely rows, pairs, whether nothing but a line feed stands between two lines, rows whose id is no uuid; and at
 * NEWEST, f64, the latest time.
 */
export const STATUS: usize = KEY_SLOTS + 256;
export const NEWEST: usize = STATUS + 56;
/**
 * Of each numeric column among the staged rows, in the order of their addresses: the largest word, the smallest
 * that is not 0, and the smallest of all.
 */
export const BOUNDS: usize = STATUS + 64;
/** The columns from COL_COST on that hold one word a row. */
export const NUMERIC_COLUMNS: i32 = 14;
export const WORDS_PER_BOUNDS: i32 = 3;
/** The same of the columns of staged stages; those of runs stand where those of calls do. */
export const STAGE_BOUNDS: usize = BOUNDS + <usize>(NUMERIC_COLUMNS * WORDS_PER_BOUNDS) * 4;
/** Rows that look like one of two lines of a call and found no other, ascending. */
export const LONELY: usize = STAGE_BOUNDS + 128;
/** Rows whose id is no uuid, ascending. */
export const TEXT_IDS: usize = LONELY + WORDS;
const FIXED_END: usize = TEXT_IDS + WORDS;

// Staged runs and their stages. Doubles, then words, then four words of the id.
export const RUN_ROWS: i32 = 1024;
export const STAGE_ROWS: i32 = 8192;
/** Places that must be free before a run is read; a run with more stages is read by the reference. */
export const STAGES_PER_RUN: i32 = 1024;
export const RUN_DOUBLES: usize = (FIXED_END + 0xff) & ~0xff;
export const RUN_DOUBLE_COLUMNS: i32 = 5;
export const RUN_WORDS: usize = RUN_DOUBLES + <usize>(RUN_ROWS * RUN_DOUBLE_COLUMNS) * 8;
export const RUN_WORD_COLUMNS: i32 = 13;
export const RUN_IDS: usize = RUN_WORDS + <usize>(RUN_ROWS * RUN_WORD_COLUMNS) * 4;
export const STAGE_COSTS: usize = RUN_IDS + <usize>RUN_ROWS * 16;
export const STAGE_WORDS: usize = STAGE_COSTS + <usize>STAGE_ROWS * 8;
export const STAGE_WORD_COLUMNS: i32 = 9;
/** Fixed texts of runs, 64 bytes each. */
export const RUN_LITERALS: usize = STAGE_WORDS + <usize>(STAGE_ROWS * STAGE_WORD_COLUMNS) * 4;
const RUNS_END: usize = RUN_LITERALS + 64 * 64;

/**
 * One line by itself; right before the input, so that the start of a line that an earlier block held can be put
 * in front of its rest.
 */
export const LINE_BUFFER: usize = (RUNS_END + 0xffff) & ~0xffff;
export const LINE_BUFFER_BYTES: i32 = 0x10000;
/** Where the host reads files to; each block has room in front of it for the start of its first line. */
export const INPUT: usize = LINE_BUFFER + <usize>LINE_BUFFER_BYTES;
export const INPUT_BYTES: i32 = 0x100000;
/** The second block, which is filled while the first one is scanned. */
export const SPARE: usize = INPUT + <usize>INPUT_BYTES + <usize>LINE_BUFFER_BYTES;
/** Comparisons may look this far past the end of a block; what they see there decides nothing. */
export const SLACK_BYTES: usize = 0x10000;
export const MEMORY_END: usize = SPARE + <usize>INPUT_BYTES + SLACK_BYTES;
