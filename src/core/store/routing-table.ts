import type { FileRef, LineRef } from "../ingest/record-sink.ts";
import type { RoutingRecord } from "../records/routing.ts";
import { compareTimes, LatestByKey } from "./latest-by-key.ts";
import { isListOf, isText } from "./snapshot/json-guards.ts";
import { isRecordOf } from "./snapshot/is-record.ts";
import type { SectionReader } from "./snapshot/section-reader.ts";
import type { SectionWriter } from "./snapshot/section-writer.ts";
import type { Stored } from "./snapshot/stored.ts";

const UNFINISHED: ReadonlySet<string> = new Set(["pending", "running"]);

/** True when routing says that its run is over, with whatever outcome. */
export function hasRoutingEnded(routing: RoutingRecord): boolean {
  return routing.status !== null && !UNFINISHED.has(routing.status.toLowerCase());
}

/** Routing lines folded by routing id: the first of two says that a run started, the last how it ended. */
export class RoutingTable implements Stored {
  readonly #byRoutingId = new LatestByKey<RoutingRecord>({
    compare: compareRouting,
    isLineOrderFirst: true,
    isRecord: isRecordOf("routing"),
  });
  readonly #routingIdOfRun = new Map<string, string>();

  get count(): number {
    return this.#byRoutingId.records.size;
  }

  /** A line without an id cannot be folded or linked, and is left out. */
  add(routing: RoutingRecord, file: FileRef, line: LineRef): void {
    if (routing.routingId === null) return;
    this.#byRoutingId.add(routing.routingId, routing, file, line);
    if (routing.runId !== null) this.#routingIdOfRun.set(routing.runId, routing.routingId);
  }

  saveTo(to: SectionWriter): void {
    this.#byRoutingId.saveTo(to);
    to.json("runs", [...this.#routingIdOfRun]);
  }

  restoreFrom(from: SectionReader): void {
    this.#byRoutingId.restoreFrom(from);
    for (const [runId = "", routingId = ""] of from.json("runs", isListOf(isListOf(isText)))) {
      this.#routingIdOfRun.set(runId, routingId);
    }
  }

  ofRun(runId: string): RoutingRecord | null {
    const routingId = this.#routingIdOfRun.get(runId);
    return routingId === undefined ? null : (this.#byRoutingId.records.get(routingId) ?? null);
  }
}

/** Between files an end beats a start, because an older rotated file may be read after the newer one. */
function compareRouting(a: RoutingRecord, b: RoutingRecord): number {
  const ended = Number(hasRoutingEnded(a)) - Number(hasRoutingEnded(b));
  if (ended !== 0) return ended;
  return compareTimes(a.completedAtMs ?? a.atMs, b.completedAtMs ?? b.atMs);
}
