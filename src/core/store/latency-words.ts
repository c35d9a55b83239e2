import { BLOCK_ROWS } from "./call-block.ts";

/** What passes over all latencies need of a block of rows, as it is stored: no number is made of what is not counted. */
export class LatencyWords {
  /** Latency less `beforeMs`; 0 where it is not reported. */
  readonly latency = new Uint32Array(BLOCK_ROWS);
  beforeMs = -1;
  /** As in `call-flags.ts`, + 1. */
  readonly flags = new Uint32Array(BLOCK_ROWS);
}
