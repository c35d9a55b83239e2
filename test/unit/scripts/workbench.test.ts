import { describe, expect, it } from "vitest";
import { ownProblems, workbenchUrl, type PageProblem } from "../../../scripts/lib/workbench.mjs";

describe("workbenchUrl", () => {
  it("names extension and suite in the payload, with the literal authority `remote`", () => {
    const url = new URL(
      workbenchUrl("http://127.0.0.1:1", { folder: "/w s", extensionDir: "/ext", suitePath: "/ext/s.cjs" }),
    );
    expect(url.searchParams.get("folder")).toBe("/w s");
    expect(JSON.parse(url.searchParams.get("payload") ?? "")).toEqual([
      ["extensionDevelopmentPath", "vscode-remote://remote/ext"],
      ["extensionTestsPath", "vscode-remote://remote/ext/s.cjs"],
    ]);
  });

  it("shows the server's token", () => {
    const url = new URL(workbenchUrl("http://127.0.0.1:1", { folder: "/ws", token: "secret" }));
    expect(url.searchParams.get("tkn")).toBe("secret");
  });

  it("has no payload for an installed extension, and asks for an empty window without a folder", () => {
    expect(workbenchUrl("http://127.0.0.1:1", { folder: "" })).toBe("http://127.0.0.1:1/?ew=true");
  });
});

describe("ownProblems", () => {
  const problem = (kind: PageProblem["kind"], text: string, url = ""): PageProblem => ({ kind, text, url });

  it("keeps every violated policy and every uncaught error, whoever caused it", () => {
    const all = [problem("csp", "refused"), problem("page-error", "thrown")];
    expect(ownProblems(all)).toEqual(all);
  });

  it("keeps console errors of our own code and drops the workbench's", () => {
    const ours = problem("console-error", "boom", "http://127.0.0.1/x/dist/webview/main.js");
    const fromHost = problem("console-error", "Error at /x/dist/extension.cjs:1:2");
    const theirs = problem("console-error", "404", "http://127.0.0.1/static/out/workbench.js");
    expect(ownProblems([ours, fromHost, theirs])).toEqual([ours, fromHost]);
  });
});
