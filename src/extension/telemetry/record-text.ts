import type { RecordAddress } from "../../core/store/tables.ts";
import { readRecordBytes } from "../../node/raw-line.ts";
import type { TelemetryService } from "./telemetry-service.ts";

/** Where a record stands on disk. */
export interface RecordPlace {
  readonly path: string;
  readonly address: RecordAddress;
}

/** Reads records back from their files, by id: an id from the webview names a record, never a path. */
export class RecordText {
  readonly #service: TelemetryService;
  /** The record that is looked at, so that each new view does not read it again. */
  #last: { readonly key: string; readonly text: string } | null = null;

  constructor(service: TelemetryService) {
    this.#service = service;
  }

  /** Null for an id that is not in the data, or whose file is not read (any more). */
  locate(id: string): RecordPlace | null {
    const address = this.#service.figures()?.dataset.locate(id) ?? null;
    const path = address === null ? null : this.#service.pathOf(address.file.fileId);
    return address === null || path === null ? null : { path, address };
  }

  /** The record's own text; null when it cannot be found, was replaced or is too long to show. */
  async read(id: string): Promise<string | null> {
    const place = this.locate(id);
    if (place === null) return null;
    const key = `${this.#service.figures()?.generation ?? 0} ${id}`;
    if (this.#last?.key === key) return this.#last.text;
    const { byteOffset, byteLength } = place.address;
    const bytes = await readRecordBytes(place.path, byteOffset, byteLength);
    if (!bytes.ok) return null;
    const text = new TextDecoder().decode(bytes.value);
    this.#last = { key, text };
    return text;
  }
}
