import { recordId } from "../store/record-id.ts";
import type { TelemetryDataset } from "../store/tables.ts";

/** Builds the stable addresses of rows, `kind:file:byteOffset`, and finds the tags given by them. */
export class RecordIds {
  readonly #dataset: TelemetryDataset;
  readonly #labels: ReadonlyMap<number, string>;

  constructor(dataset: TelemetryDataset) {
    this.#dataset = dataset;
    this.#labels = new Map(dataset.files().map(({ file }) => [file.fileId, file.label]));
  }

  callId(row: number): string {
    const { calls } = this.#dataset;
    return recordId("call", this.#labelOf(calls.fileId(row)), calls.byteOffset(row));
  }

  runId(row: number): string {
    const { runs } = this.#dataset;
    return recordId("run", this.#labelOf(runs.fileId(row)), runs.byteOffset(row));
  }

  /** The producer's tags and the user's, each once; those of a merged twin belong to the call too. */
  tagsOfCall(row: number, mergesTwins: boolean): readonly string[] {
    const own = this.#tagsOfCallLine(row);
    const twin = mergesTwins ? this.#dataset.calls.twinRow(row) : -1;
    return twin < 0 ? own : union(own, this.#tagsOfCallLine(twin));
  }

  tagsOfRun(row: number): readonly string[] {
    const { runs, hasUserTags } = this.#dataset;
    return hasUserTags ? union(runs.tags(row), this.#dataset.userTags(this.runId(row))) : runs.tags(row);
  }

  /** No address is written out where no tag can hang on it: facets ask this of every row. */
  #tagsOfCallLine(row: number): readonly string[] {
    const { calls, hasUserTags } = this.#dataset;
    return hasUserTags ? union(calls.tags(row), this.#dataset.userTags(this.callId(row))) : calls.tags(row);
  }

  #labelOf(fileId: number): string {
    const label = this.#labels.get(fileId);
    if (label === undefined) throw new Error(`a row of the unknown file ${fileId}`);
    return label;
  }
}

/** Order of first mention; keeps the array where nothing is added, as nearly always. */
export function union(tags: readonly string[], more: readonly string[]): readonly string[] {
  if (more.length === 0) return tags;
  return tags.length === 0 ? more : [...new Set([...tags, ...more])];
}
