import { afterEach } from "vitest";

import { rootFromDir } from "../../../src/node/roots.ts";
import type { SourceEvent } from "../../../src/node/source-events.ts";
import type { TelemetrySourceOptions } from "../../../src/node/telemetry-source.ts";
import { TelemetrySource } from "../../../src/node/telemetry-source.ts";

/** Only ever reached by a test that fails. */
const GIVE_UP_MS = 20_000;

const sources: TelemetrySource[] = [];

afterEach(async () => {
  for (const source of sources.splice(0)) {
    source.dispose();
    await source.whenIdle();
  }
});

/** A source on one folder without polling: what it finds, a watcher told it. Disposed after the test. */
export function sourceOn(path: string, options: Partial<TelemetrySourceOptions> = {}): TelemetrySource {
  const source = new TelemetrySource({
    roots: [rootFromDir(path)],
    naiveTimeZone: "UTC",
    now: () => Date.now(),
    pollMs: 0,
    onFault: (error) => {
      throw error;
    },
    ...options,
  });
  sources.push(source);
  return source;
}

export async function startedSource(
  path: string,
  options: Partial<TelemetrySourceOptions> = {},
): Promise<TelemetrySource> {
  const source = sourceOn(path, options);
  await source.start();
  return source;
}

/** The next event for which the condition holds. */
export function nextEvent(
  source: TelemetrySource,
  condition: (event: SourceEvent) => boolean = () => true,
): Promise<SourceEvent> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      listening.dispose();
      reject(new Error(`no such event: ${describe(source)}`));
    }, GIVE_UP_MS);
    const listening = source.onDidChange((event) => {
      if (!condition(event)) return;
      clearTimeout(timer);
      listening.dispose();
      resolve(event);
    });
  });
}

/** Resolves once the condition holds: now, or after some event. */
export async function until(source: TelemetrySource, condition: () => boolean): Promise<void> {
  if (!condition()) await nextEvent(source, () => condition());
}

function describe(source: TelemetrySource): string {
  const files = source.dataset
    .files()
    .map(({ file, state, counts }) => ({ label: file.label, state, ...counts }));
  return JSON.stringify({ overall: source.state.overall, calls: source.dataset.calls.count, files });
}
