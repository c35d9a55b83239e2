import type { ShowMessage } from "../../src/protocol/to-webview.ts";
import { S } from "../strings.ts";
import { withPeek } from "./intent-changes.ts";
import type { PanelStore } from "./panel-store.ts";

/** Goes where the host asks: from the status bar, a command or a link. */
export function showTarget(store: PanelStore, target: ShowMessage["target"]): void {
  switch (target.kind) {
    case "health":
      store.drill(S.health.title, withPeek({ kind: "health" }), "peek");
      break;
    case "range":
      store.change((intent) => ({
        ...intent,
        range: { kind: target.range },
        feed: { ...intent.feed, offset: 0 },
      }));
      break;
    case "record":
      store.drill(S.record[target.recordKind], withPeek({ kind: target.recordKind, id: target.id }), "peek");
      break;
  }
}
