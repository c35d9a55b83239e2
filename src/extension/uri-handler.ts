import * as v from "valibot";
import * as vscode from "vscode";
import { EXTENSION_ID } from "./command-ids.ts";
import type { Log } from "./log.ts";

const schema = v.object({
  kind: v.picklist(["run", "call"]),
  id: v.pipe(v.string(), v.minLength(1), v.maxLength(2048)),
});

export type RecordLink = v.InferOutput<typeof schema>;

const OPEN_PATH = "/open";

/** A link to one record, that opens it in this product on this machine. */
export function recordLink(link: RecordLink): string {
  const query = new URLSearchParams({ kind: link.kind, id: link.id });
  return `${vscode.env.uriScheme}://${EXTENSION_ID}${OPEN_PATH}?${query.toString()}`;
}

/** Opens copied links. A link comes from anywhere: it names a record to look up, and can do nothing else. */
export class RecordLinkHandler implements vscode.UriHandler {
  readonly #show: (link: RecordLink) => Promise<void>;
  readonly #log: Log;

  constructor(show: (link: RecordLink) => Promise<void>, log: Log) {
    this.#show = show;
    this.#log = log;
  }

  async handleUri(uri: vscode.Uri): Promise<void> {
    const link = v.safeParse(schema, Object.fromEntries(new URLSearchParams(uri.query)));
    if (uri.path !== OPEN_PATH || !link.success) {
      this.#log.warn("Ignored a link that names no record.");
      return;
    }
    await this.#show(link.output);
  }
}
