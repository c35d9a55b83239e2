// `npm test`: installs what is missing, runs every level and ends with one line `N passed, N failed, N skipped`.
// Until the packages are installed, only Node built-ins may be imported here.
import { ensureInstalled, requireNode } from "./lib/install.mjs";
import { exitOnSignals } from "./lib/processes.mjs";

requireNode();
exitOnSignals();
try {
  await ensureInstalled();
  const { runTests } = await import("./lib/run-tests.mjs");
  process.exitCode = await runTests(process.argv.slice(2));
} catch (error) {
  // Nothing ran, and that is a failure, not an empty success.
  console.log(error instanceof Error ? (error.stack ?? error.message) : String(error));
  console.log("0 passed, 1 failed, 0 skipped");
  process.exitCode = 1;
}
