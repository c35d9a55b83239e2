// Runs inside the extension host. VS Code's own exit code says nothing about the tests: the extension host
// ends with 0 even when `run()` rejects. So the result is a file, and who started us reads it.
import { appendFileSync, mkdirSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import Mocha from "mocha";

/** A test file and the function that evaluates it. */
export type SuiteFile = readonly [path: string, load: () => unknown];

/** What the file `<scenario>.json` holds. */
export interface SuiteResult {
  readonly scenario: string;
  readonly passed: number;
  readonly failures: readonly { readonly title: string; readonly message: string }[];
  readonly skips: readonly string[];
}

const testTimeoutMs = 20_000;

/** Runs the tests of one scenario and writes its result file; rejects when one failed. */
export async function runSuite(scenario: string, files: readonly SuiteFile[]): Promise<void> {
  const dir = process.env["EMPATHY_TEST_RESULTS"];
  if (dir === undefined) throw new Error("EMPATHY_TEST_RESULTS does not name a folder for the result");
  mkdirSync(dir, { recursive: true });
  const result = await runFiles(files, (line) => appendFileSync(join(dir, `${scenario}.log`), `${line}\n`));
  const draft = join(dir, `${scenario}.json.partial`);
  writeFileSync(draft, JSON.stringify({ scenario, ...result }));
  renameSync(draft, join(dir, `${scenario}.json`));
  if (result.failures.length > 0) throw new Error(`${result.failures.length} test(s) failed`);
}

async function runFiles(
  files: readonly SuiteFile[],
  log: (line: string) => void,
): Promise<Omit<SuiteResult, "scenario">> {
  const mocha = new Mocha({
    ui: "bdd",
    timeout: testTimeoutMs,
    forbidOnly: true,
    // The base of all reporters prints nothing by itself; ours is the result file.
    reporter: Mocha.reporters.Base,
  });
  const failures: { title: string; message: string }[] = [];
  for (const [path, load] of files) {
    try {
      mocha.suite.emit("pre-require", globalThis, path, mocha);
      mocha.suite.emit("require", load(), path, mocha);
      mocha.suite.emit("post-require", globalThis, path, mocha);
    } catch (error) {
      failures.push({ title: `${path} could not be loaded`, message: textOf(error) });
    }
  }
  const outcome = await watch(mocha, log);
  return { ...outcome, failures: [...failures, ...outcome.failures] };
}

function watch(mocha: Mocha, log: (line: string) => void): Promise<Omit<SuiteResult, "scenario">> {
  return new Promise((resolve) => {
    let passed = 0;
    const failures: { title: string; message: string }[] = [];
    const skips: string[] = [];
    const runner = mocha.run(() => resolve({ passed, failures, skips }));
    runner.on("test", (test) => log(`started: ${test.fullTitle()}`));
    runner.on("pass", (test) => {
      passed++;
      log(`passed: ${test.fullTitle()} (${test.duration ?? 0} ms)`);
    });
    runner.on("pending", (test) => skips.push(test.fullTitle()));
    runner.on("fail", (test, error) => {
      failures.push({ title: test.fullTitle(), message: textOf(error) });
      log(`failed: ${test.fullTitle()}`);
    });
  });
}

function textOf(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
