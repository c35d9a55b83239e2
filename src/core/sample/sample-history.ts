import { addDaysMs, startOfDayMs } from "../time/zone.ts";
import { dumpLine, naiveIso, utcIso } from "./producer-json.ts";
import type { Random } from "./random.ts";
import { createRandom, logNormal, pick, uuid } from "./random.ts";
import type { SampleLine } from "./sample-run.ts";
import { sampleRun } from "./sample-run.ts";
import type { SampleWorkflow } from "./workflows.ts";
import { SAMPLE_WORKFLOWS } from "./workflows.ts";

export interface SampleHistoryOptions {
  readonly nowMs: number;
  readonly days: number;
  readonly timeZone: string;
  readonly seed: number;
}

const HOUR_MS = 3_600_000;

/** A workflow drawn by its weight. */
export function drawWorkflow(random: Random): SampleWorkflow {
  return pick(
    random,
    SAMPLE_WORKFLOWS.flatMap((workflow) => Array.from({ length: workflow.weight }, () => workflow)),
  );
}

/**
 * Months of records up to `nowMs`, by file, in the order in which they were appended. The same options give
 * the same bytes. In it, for the eye to find: quiet weekends, a prompt of `research` that grew threefold two
 * days ago, a bad afternoon of `security-audit`, test runs that polluted the folder, a few torn bytes.
 */
export function sampleHistory(options: SampleHistoryOptions): ReadonlyMap<string, string> {
  const random = createRandom(options.seed);
  const lines: SampleLine[] = [];
  const today = startOfDayMs(options.timeZone, options.nowMs);
  for (let day = -options.days; day <= 0; day += 1) {
    const dayMs = addDaysMs(options.timeZone, today, day);
    for (const startMs of startsOfDay(random, dayMs, options.timeZone)) {
      lines.push(...runsAt(random, startMs, day, options.timeZone));
    }
    lines.push(...testsOfDay(random, dayMs, day, options));
  }
  const byFile = new Map<string, string[]>();
  const past = lines.filter((line) => line.atMs < options.nowMs);
  for (const line of past.toSorted((a, b) => a.atMs - b.atMs)) {
    const texts = byFile.get(line.file) ?? [];
    texts.push(line.text);
    byFile.set(line.file, texts);
  }
  return new Map([...byFile].map(([file, texts]) => [file, withOneTornLine(file, texts).join("")]));
}

/** A killed process left half a line behind: data health has something to show. */
function withOneTornLine(file: string, texts: readonly string[]): readonly string[] {
  if (file !== "llm_calls.jsonl") return texts;
  return texts.map((text, at) => (at === 100 ? `${text.slice(0, 160)}\n${text}` : text));
}

function startsOfDay(random: Random, dayMs: number, timeZone: string): readonly number[] {
  // Monday 1970-01-05 was day 4; the zone's own weekday, so that weekends are where the user has them.
  const weekday = new Date(dayMs + HOUR_MS * 12).toLocaleDateString("en-US", { timeZone, weekday: "short" });
  const isWeekend = weekday === "Sat" || weekday === "Sun";
  const count = Math.round(logNormal(random, isWeekend ? 2 : 11, 0.4));
  return Array.from({ length: count }, () => dayMs + (8.5 + 10 * (random() + random()) * 0.5) * HOUR_MS);
}

function runsAt(random: Random, startMs: number, day: number, timeZone: string): readonly SampleLine[] {
  const workflow = drawWorkflow(random);
  const isBadAfternoon = day === -6 && workflow.name === "security-audit";
  const first = sampleRun(random, {
    workflow,
    startMs,
    timeZone,
    tokenFactor: workflow.name === "research" && day >= -2 ? 3 : 1,
    isFailing: random() < (isBadAfternoon ? 0.8 : workflow.failureRatio),
    parentRunId: null,
    tags: random() < 0.1 ? ["nightly"] : [],
  });
  if (workflow.name !== "code-review" || random() > 0.15) return first.lines;
  const lastMs = Math.max(...first.lines.map((line) => line.atMs));
  const child = SAMPLE_WORKFLOWS.find((each) => each.name === "test-gen") ?? workflow;
  const followUp = sampleRun(random, {
    workflow: child,
    startMs: lastMs + 2_000,
    timeZone,
    tokenFactor: 1,
    isFailing: false,
    parentRunId: first.runId,
    tags: [],
  });
  return [...first.lines, ...followUp.lines];
}

function testsOfDay(
  random: Random,
  dayMs: number,
  day: number,
  { timeZone, days }: SampleHistoryOptions,
): readonly SampleLine[] {
  const atMs = dayMs + 18 * HOUR_MS;
  const lines: SampleLine[] = [];
  if (day % 3 === 0)
    lines.push(testExecution(random, atMs), coverage(random, atMs + 4_000, (days + day) / days));
  if (day % 9 === 0) {
    const polluted = { ...testCall, timestamp: naiveIso(timeZone, atMs + 1_000) };
    lines.push({ file: "llm_calls.jsonl", atMs: atMs + 1_000, text: dumpLine(polluted) });
  }
  if (day % 10 === 0) lines.push(costLine(atMs, timeZone), fileTest(random, atMs, timeZone));
  return lines;
}

const testCall = {
  call_id: "test-call-123",
  timestamp: "",
  workflow_name: "test",
  step_name: "test_step",
  user_id: null,
  session_id: null,
  task_type: "unknown",
  provider: "anthropic",
  tier: "cheap",
  model_id: "test-model",
  input_tokens: 10,
  output_tokens: 20,
  estimated_cost: 0.001,
  actual_cost: null,
  latency_ms: 1000,
  success: true,
  error_type: null,
  error_message: null,
  metadata: {},
};

function testExecution(random: Random, atMs: number): SampleLine {
  const failed = random() < 0.2 ? 1 : 0;
  return {
    file: "test_executions.jsonl",
    atMs,
    text: dumpLine({
      execution_id: `test-${uuid(random)}`,
      timestamp: utcIso(atMs),
      test_suite: "unit",
      test_files: ["tests/test_workflows.py"],
      triggered_by: "manual",
      command: "pytest tests -q",
      working_directory: ".",
      duration_seconds: Math.round(logNormal(random, 12, 0.3) * 1000) / 1000,
      total_tests: 142,
      passed: 142 - failed,
      failed,
      skipped: 0,
      errors: 0,
      coverage_percentage: null,
      coverage_report_path: null,
      failed_tests: [],
      success: failed === 0,
      exit_code: failed,
      workflow_id: null,
      metadata: {},
    }),
  };
}

function coverage(random: Random, atMs: number, progress: number): SampleLine {
  const covered = Math.round(2_000 * (0.68 + 0.18 * progress + 0.01 * random()));
  return {
    file: "coverage_history.jsonl",
    atMs,
    text: dumpLine({
      record_id: `cov-${uuid(random)}`,
      timestamp: utcIso(atMs),
      overall_percentage: covered / 20,
      lines_total: 2_000,
      lines_covered: covered,
      branches_total: 410,
      branches_covered: Math.round(covered / 6),
      files_total: 14,
      files_well_covered: 9,
      files_critical: 1,
      untested_files: [],
      critical_gaps: [],
      previous_percentage: null,
      trend: null,
      coverage_format: "xml",
      coverage_file: "coverage.xml",
      workflow_id: null,
      metadata: {},
    }),
  };
}

function fileTest(random: Random, atMs: number, timeZone: string): SampleLine {
  const modified = `${naiveIso(timeZone, atMs - HOUR_MS)}Z`;
  return {
    file: "file_tests.jsonl",
    atMs,
    text: dumpLine({
      file_path: pick(random, SAMPLE_WORKFLOWS).file,
      timestamp: utcIso(atMs),
      last_test_result: "passed",
      test_count: 24,
      passed: 24,
      failed: 0,
      skipped: 0,
      errors: 0,
      duration_seconds: 1.7,
      coverage_percent: 84.5,
      test_file_path: "tests/test_workflows.py",
      failed_tests: [],
      source_modified_at: modified,
      tests_modified_at: modified,
      is_stale: false,
      execution_id: `file-${uuid(random)}`,
      workflow_id: null,
      metadata: {},
    }),
  };
}

/** The producer's third count of the same spend: listed in data health, added to nothing. */
function costLine(atMs: number, timeZone: string): SampleLine {
  return {
    file: "costs.jsonl",
    atMs,
    text: dumpLine({
      timestamp: naiveIso(timeZone, atMs),
      model: "claude-haiku-4-5-20251001",
      tier: "cheap",
      task_type: "workflow:code-review:classify",
      input_tokens: 2_400,
      output_tokens: 180,
      actual_cost: 0.0033,
      baseline_cost: 0.0495,
      savings: 0.0462,
    }),
  };
}
