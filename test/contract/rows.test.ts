import { expect, it } from "vitest";
import { DEFAULT_INTENT } from "../../src/core/view-model/panel-intent.ts";
import { PROTOCOL_VERSION as version } from "../../src/protocol/version.ts";
import { callNow, isReady, lines, startLive } from "./support/live.ts";

it("keeps a message of rows within 16 KB, and says how many there are", async () => {
  const name = "\u0001".repeat(200);
  const hostile = { workflow_name: name, step_name: name, model_id: name, provider: name };
  const live = startLive({
    ".empathy/llm_calls.jsonl": lines(...Array.from({ length: 60 }, () => callNow(hostile))),
  });
  await live.until(isReady);
  await live.openView({ range: { kind: "all" } });
  const { feed } = DEFAULT_INTENT;
  const answer = live.view.webview.next("rows");
  const range = { kind: "all" };
  live.view.webview.receive({ type: "listRows", version, requestNumber: 1, range, feed, limit: 60 });
  const message = await answer;
  expect(JSON.stringify(message).length).toBeLessThanOrEqual(16 * 1024);
  expect(message["total"]).toBe(60);
  expect(message["rows"]).not.toEqual([]);
});
