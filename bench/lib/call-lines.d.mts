/**
 * Lines of `llm_calls.jsonl` as the producer writes them, deterministic: twins that are mostly neighbours,
 * run ids of four pairs each, tests with a repeated id, and a little dirt.
 * @param {number} count
 * @returns {Generator<string>} each with its line break
 */
export declare function callLines(count: number): Generator<string>;
/** Naive time with microseconds; without a fraction where they are 0, as `datetime.isoformat` has it. */
export declare function isoMicros(/** @type {number} */ us: number): string;
/** As `repr` of Python: an exponent of two digits, and below 1e-4 already. */
export declare function pythonFloat(/** @type {number} */ value: number): string;
