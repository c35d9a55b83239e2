import { describe, expect, it } from "vitest";
import { activationIn, paintDelays } from "../../../bench/vscode/steps.mjs";

const report = `## Extension Activation Stats
| Extension                           | Eager | Load Code | Call Activate | Finish Activate | Event | By |
| ----------------------------------- | ----- | --------- | ------------- | --------------- | ----- | -- |
| vscode.git                          | true  | 494       | 12            | 0               | *     | vscode.git |
| empathy-telemetry.empathy-telemetry | true  | 824       | 153           | 0               | *     | x |
`;

describe("activationIn", () => {
  it("reads what VS Code says of this extension", () => {
    expect(activationIn(report)).toEqual({ loadMs: 824, callMs: 153 });
  });

  it("says so when the extension is not in the report", () => {
    expect(() => activationIn("## Extension Activation Stats")).toThrow("does not name");
  });
});

describe("paintDelays", () => {
  const written = [
    { workflow: "a", wallMs: 100 },
    { workflow: "b", wallMs: 200 },
    { workflow: "c", wallMs: 300 },
  ];
  const sorted = (painted: Record<string, number>) => paintDelays(written, painted).toSorted((a, b) => a - b);

  it("counts from each write until its row is painted", () => {
    expect(sorted({ a: 110, b: 230, c: 320 })).toEqual([10, 20, 30]);
  });

  it("takes a later row for one that was pushed out of sight", () => {
    expect(sorted({ a: 110, c: 320 })).toEqual([10, 20, 120]);
  });

  it("never calls painted what was not", () => {
    expect(sorted({ a: 110 })).toEqual([10, Infinity, Infinity]);
  });
});
