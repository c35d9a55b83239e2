import { describe, expect, it } from "vitest";
import { countsLine } from "../../../scripts/lib/tally.mjs";
import { tallyFiles } from "../../../scripts/lib/vitest-report.mjs";

const assertion = (status: string) => ({ fullName: `is ${status}`, status, failureMessages: [`${status}!`] });

describe("tallyFiles", () => {
  it("counts passed, failed and every kind of test that did not run", () => {
    const statuses = ["passed", "passed", "failed", "skipped", "pending", "todo", "disabled"];
    const file = { name: "/t/a.test.ts", status: "failed", assertionResults: statuses.map(assertion) };
    expect(countsLine(tallyFiles([file]))).toBe("2 passed, 1 failed, 4 skipped");
  });

  it("counts a file that could not be loaded as one failure with its message", () => {
    const file = { name: "/t/a.test.ts", status: "failed", message: "no such module", assertionResults: [] };
    expect(tallyFiles([file]).failures).toEqual([
      { title: "/t/a.test.ts failed outside its tests", detail: "no such module" },
    ]);
  });

  it("counts a file whose hook failed after all tests had passed", () => {
    const file = { name: "/t/a.test.ts", status: "failed", assertionResults: [assertion("passed")] };
    expect(countsLine(tallyFiles([file]))).toBe("1 passed, 1 failed, 0 skipped");
  });

  it("keeps the whole message of a failed test", () => {
    const file = { name: "/t/a.test.ts", status: "failed", assertionResults: [assertion("failed")] };
    expect(tallyFiles([file]).failures).toEqual([{ title: "/t/a.test.ts > is failed", detail: "failed!" }]);
  });
});
