import { ScannerEngine } from "../../src/core/ingest/scanner-engine.ts";

/** As the scan thread has them: room for more rows than are staged at once. */
const LARGE_BLOCK_BYTES = 2560 * 1024;

export interface FuzzEngines {
  readonly home: ScannerEngine;
  /** As another thread has it. */
  readonly elsewhere: ScannerEngine;
}

export function startFuzzEngines(): FuzzEngines {
  return {
    home: started(ScannerEngine.create()),
    elsewhere: started(ScannerEngine.create(LARGE_BLOCK_BYTES)),
  };
}

function started(engine: ScannerEngine | null): ScannerEngine {
  if (engine === null) throw new Error("this Node cannot run the scanner");
  return engine;
}
