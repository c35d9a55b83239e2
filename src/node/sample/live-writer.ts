import { setTimeout as delay } from "node:timers/promises";
import type { Random } from "../../core/sample/random.ts";
import { drawWorkflow } from "../../core/sample/sample-history.ts";
import { sampleRun } from "../../core/sample/sample-run.ts";
import { appendSampleLine } from "./write-sample.ts";

export interface LiveWriterOptions {
  readonly dir: string;
  readonly timeZone: string;
  readonly random: Random;
  readonly now: () => number;
  /** Longest pause between two runs, ms. */
  readonly pauseMs: number;
  /** Runs to write; Infinity goes on until the signal. */
  readonly runs: number;
  readonly signal: AbortSignal;
}

// A real run takes a minute; nobody watching a sample waits that long for the next line.
const SPEED_UP = 6;

/**
 * Appends runs as a working producer would: a routing line when one starts, calls while it goes on, its run
 * line at the end, each stamped with the moment in which it is written; one in eight fails.
 */
export async function writeLive(options: LiveWriterOptions): Promise<void> {
  for (let written = 0; written < options.runs && !options.signal.aborted; written += 1) {
    await writeOneRun(options);
    if (written + 1 < options.runs) await pause(options.random() * options.pauseMs, options.signal);
  }
}

async function writeOneRun({ dir, timeZone, random, now, signal }: LiveWriterOptions): Promise<void> {
  const workflow = drawWorkflow(random);
  // The stages run faster than real ones, and say so in their latencies: times and figures agree.
  const quick = {
    ...workflow,
    stages: workflow.stages.map((stage) => ({ ...stage, latencyMs: stage.latencyMs / SPEED_UP })),
  };
  const run = sampleRun(random, {
    workflow: quick,
    startMs: now(),
    timeZone,
    tokenFactor: 1,
    isFailing: random() < 1 / 8,
    parentRunId: null,
    tags: ["live"],
  });
  for (const line of run.lines) {
    await pause(line.atMs - now(), signal);
    if (signal.aborted) return;
    await appendSampleLine(dir, line);
  }
}

async function pause(durationMs: number, signal: AbortSignal): Promise<void> {
  if (durationMs <= 0) return;
  try {
    await delay(durationMs, undefined, { signal });
  } catch (error) {
    if (!signal.aborted) throw error;
  }
}
