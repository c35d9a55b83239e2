import { scannerBytes } from "./scanner.wasm";

interface NumberExport {
  readonly value: number;
}

/** What `assembly/index.ts` exports and this program uses. Addresses are byte offsets in its memory. */
export interface ScannerExports {
  readonly memory: { readonly buffer: ArrayBuffer };
  readonly BATCH_ROWS: NumberExport;
  readonly COL_AT: NumberExport;
  readonly COL_COST: NumberExport;
  readonly COL_ESTIMATE: NumberExport;
  readonly COL_INPUT: NumberExport;
  readonly COL_OUTPUT: NumberExport;
  readonly COL_LATENCY: NumberExport;
  readonly COL_RETRY: NumberExport;
  readonly COL_OFFSET: NumberExport;
  readonly COL_LENGTH: NumberExport;
  readonly COL_COMBO: NumberExport;
  readonly COL_FLAGS: NumberExport;
  readonly COL_CALL_ID: NumberExport;
  readonly COL_STORED: NumberExport;
  readonly COL_TWIN: NumberExport;
  readonly COL_STRETCH: NumberExport;
  readonly COL_NEXT: NumberExport;
  readonly STRETCHES: NumberExport;
  readonly STRETCH_TIMES: NumberExport;
  readonly COMBO_ENTRIES: NumberExport;
  readonly COMBO_WORDS: NumberExport;
  readonly TEXT_INDEX: NumberExport;
  readonly INPUT: NumberExport;
  readonly INPUT_BYTES: NumberExport;
  readonly SPARE: NumberExport;
  readonly SLACK_BYTES: NumberExport;
  readonly MEMORY_END: NumberExport;
  readonly LINE_BUFFER_BYTES: NumberExport;
  readonly FLAG_USER: NumberExport;
  readonly FLAG_RUN_KEY: NumberExport;
  readonly STOP_END: NumberExport;
  readonly STOP_FULL: NumberExport;
  readonly STOP_LINE: NumberExport;
  readonly BOUNDS: NumberExport;
  readonly WORDS_PER_BOUNDS: NumberExport;
  readonly STAGE_BOUNDS: NumberExport;
  readonly LONELY: NumberExport;
  readonly TEXT_IDS: NumberExport;
  readonly NEWEST: NumberExport;
  readonly STATUS: NumberExport;
  readonly RUN_ROWS: NumberExport;
  readonly RUN_DOUBLES: NumberExport;
  readonly RUN_WORDS: NumberExport;
  readonly RUN_IDS: NumberExport;
  readonly STAGE_ROWS: NumberExport;
  readonly STAGE_COSTS: NumberExport;
  readonly STAGE_WORDS: NumberExport;
  readonly walkedLines: NumberExport;
  prepare(): void;
  reset(): void;
  resetRows(): void;
  forgetZone(): void;
  setTimes(latestMs: number): void;
  scan(start: number, end: number): number;
  scanRuns(start: number, end: number): number;
}

/** What the scanner asks of its host, in the zone of naive times. */
export interface ScannerHost {
  readonly steadyOffsetMs: (dayNumber: number) => number;
  readonly instantOfWall: (wallMs: number) => number;
}

/** Compiles and starts the scanner; null where WebAssembly or its SIMD instructions are missing. */
export function startScanner(host: ScannerHost): ScannerExports | null {
  const module = compile();
  if (module === null) return null;
  const { exports } = new WebAssembly.Instance(module, { host });
  if (!isScanner(exports)) throw new Error("the scanner's module does not export what its host expects");
  exports.prepare();
  return exports;
}

/** Compiled once for all that run here. */
let compiled: WebAssembly.Module | null = null;

function compile(): WebAssembly.Module | null {
  if (typeof WebAssembly === "undefined") return null;
  try {
    compiled ??= new WebAssembly.Module(scannerBytes);
    return compiled;
  } catch {
    // The bytes are our own build's, so the one reason is an instruction that this host does not have.
    return null;
  }
}

const FUNCTIONS = ["prepare", "reset", "resetRows", "forgetZone", "setTimes", "scan", "scanRuns"];

/** Its own build made the module, so the functions vouch for the numbers. */
function isScanner(exports: object): exports is ScannerExports {
  return "memory" in exports && FUNCTIONS.every((name) => name in exports);
}
