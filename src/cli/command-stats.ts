import { computeStats } from "../core/rollup/compute-stats.ts";
import type { CliIo } from "./cli-io.ts";
import type { CliFailure } from "./exit-codes.ts";
import { loadTelemetry, unreadableInput } from "./load-telemetry.ts";
import { writeJson } from "./output.ts";
import type { Settings } from "./settings.ts";
import { statsText } from "./stats-text.ts";
import { textStyle } from "./text-style.ts";

/** Every figure of a range. Null when it went well. */
export async function runStats(settings: Settings, io: CliIo): Promise<CliFailure | null> {
  const loaded = await loadTelemetry(settings, io);
  if (!loaded.ok) return loaded.error;
  const unreadable = unreadableInput(loaded.value);
  if (unreadable !== null) return unreadable;
  const stats = computeStats(loaded.value.dataset, settings.query);
  if (settings.isJson) await writeJson(io, stats);
  else await io.writeOut(statsText(stats, settings.query, io.locale, textStyle(io)));
  return null;
}
