import { mkdirSync, rmSync, symlinkSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { NestedSearch } from "../../src/extension/telemetry/nested-search.ts";
import { chooseRoots } from "../../src/extension/telemetry/workspace-roots.ts";
import { fake, grantTrust, resetFake } from "../fakes/vscode-state.ts";
import { callNow, isReady, lines, makeFolder, settled, startLive, writeIn } from "./support/live.ts";

const CALLS = ".empathy/llm_calls.jsonl";
const noHome = { homeStore: "off" } as const;

describe("configured folders", () => {
  it("may begin with the user's home", async () => {
    resetFake(makeFolder());
    const { roots } = await chooseRoots({ ...noHome, folders: ["~/x", "~", "~other"] }, {}, "/home/me");
    const paths = roots.slice(2).map(({ path }) => path);
    expect(paths).toEqual(["/home/me/x", "/home/me", join(fake.folders?.[0]?.uri.fsPath ?? "", "~other")]);
    expect(roots[2]?.label).toBe("~/x");
    const byDefault = await chooseRoots({ ...noHome, folders: ["~/x"] }, {});
    expect(byDefault.roots[2]?.path).toBe(join(homedir(), "x"));
  });
});

describe("an untrusted workspace", () => {
  it("reads nothing through a link that leaves its folder, until it is trusted", async () => {
    const outside = makeFolder({ "llm_calls.jsonl": lines(callNow()), "other.jsonl": lines(callNow()) });
    const live = startLive({ [CALLS]: lines(callNow()) }, () => {
      fake.isTrusted = false;
      const dir = fake.folders?.[0]?.uri.fsPath ?? "";
      symlinkSync(outside, join(dir, ".attune"));
      symlinkSync(join(outside, "other.jsonl"), join(dir, ".empathy", "llm_calls.2026-01-01.jsonl"));
    });
    await live.until(isReady);
    const labels = () =>
      live.api
        .figures()
        ?.dataset.files()
        .map(({ file }) => file.label);
    expect(labels()).toEqual([CALLS]);
    grantTrust();
    await live.until(({ figures }) => figures()?.dataset.calls.count === 3);
  });

  it("follows a link that stays inside, and reads the user's own folders wherever they are", async () => {
    const own = makeFolder({ "llm_calls.jsonl": lines(callNow()) });
    const live = startLive({ "logs/llm_calls.jsonl": lines(callNow()) }, () => {
      fake.isTrusted = false;
      fake.config.set("empathyTelemetry.folders", [own]);
      symlinkSync("logs", join(fake.folders?.[0]?.uri.fsPath ?? "", ".empathy"));
    });
    await live.until(({ figures }) => figures()?.dataset.calls.count === 2);
  });

  it("does not go where a relative folder leads out of it", async () => {
    resetFake(makeFolder());
    fake.isTrusted = false;
    const { roots } = await chooseRoots({ ...noHome, folders: ["../x", "/abs"] }, {});
    const dir = fake.folders?.[0]?.uri.fsPath;
    expect(roots.map(({ confinedTo }) => confinedTo)).toEqual([dir, dir, dir, undefined]);
  });
});

describe("NestedSearch", () => {
  const log = { error: () => undefined, warn: () => undefined, info: () => undefined };
  const nested = "tools/job/.empathy";

  function start(dir: string) {
    let onFound: () => void = () => undefined;
    const search = new NestedSearch({ ...log, debug: () => undefined, show: () => undefined }, () =>
      onFound(),
    );
    const found = (): Promise<void> => new Promise((resolve) => (onFound = resolve));
    const root = (name: string) => ({ rootId: 0, path: join(dir, name), label: name, project: null });
    return { search, found, root };
  }

  it("keeps what it found while nothing that is read changes", async () => {
    const dir = makeFolder({ [`${nested}/llm_calls.jsonl`]: "" });
    resetFake(dir);
    const { search, found, root } = start(dir);
    search.run([root(".empathy")]);
    await found();
    expect(search.found).toEqual([join(dir, nested)]);
    rmSync(join(dir, "tools"), { recursive: true });
    search.run([root(".empathy")]);
    for (let n = 0; n < 20; n++) await settled();
    expect(search.found).toEqual([join(dir, nested)]);
    search.run([root(".empathy"), root(nested)]);
    expect(search.found).toEqual([]);
    search.dispose();
  });

  it("looks again when asked, and drops nothing meanwhile", async () => {
    const dir = makeFolder({ [`${nested}/llm_calls.jsonl`]: "" });
    resetFake(dir);
    const { search, found, root } = start(dir);
    search.run([root(".empathy")]);
    await found();
    mkdirSync(join(dir, "later"));
    writeIn(dir, "later/.attune/llm_calls.jsonl", "");
    search.again();
    expect(search.found).toEqual([join(dir, nested)]);
    await found();
    expect(search.found).toEqual([join(dir, "later/.attune"), join(dir, nested)]);
    rmSync(join(dir, "later"), { recursive: true });
    rmSync(join(dir, "tools"), { recursive: true });
    search.again();
    await found();
    expect(search.found).toEqual([]);
    search.run(null);
    search.again();
    expect(search.found).toEqual([]);
    search.dispose();
  });

  it("is asked again by Refresh", async () => {
    const live = startLive({ [CALLS]: lines(callNow()) });
    await live.until(isReady);
    writeIn(live.dir, `${nested}/llm_calls.jsonl`, "");
    await Promise.resolve(fake.commands.get("empathyTelemetry.refresh")?.());
    const isOffered = (): Promise<boolean> =>
      live.openView().then(({ notices }) => notices.some(({ id }) => id === "nested-folders"));
    while (!(await isOffered())) await settled();
  });
});
