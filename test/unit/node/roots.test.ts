import { mkdir } from "node:fs/promises";
import { join } from "node:path";

import { describe, expect, it } from "vitest";

import {
  fileLabel,
  findRoots,
  homeStoreRoots,
  joinRoots,
  rootFromDir,
  rootsFromDirs,
} from "../../../src/node/roots.ts";
import { scratchFolder } from "./scratch.ts";

const brief = (roots: ReturnType<typeof findRoots>) =>
  roots.map(({ rootId, path, label }) => [rootId, path, label]);

describe("findRoots", () => {
  it("takes both folder names of a folder, labelled by themselves", () => {
    expect(brief(findRoots([{ path: "/ws", label: "ws" }]))).toEqual([
      [0, "/ws/.empathy", ".empathy"],
      [1, "/ws/.attune", ".attune"],
    ]);
  });

  it("puts folder names before the labels when there are several, unique ones", () => {
    const roots = findRoots([
      { path: "/a/app", label: "app" },
      { path: "/b/app", label: "app" },
      { path: "/a/app/", label: "again" },
    ]);
    expect(brief(roots)).toEqual([
      [0, "/a/app/.empathy", "app/.empathy"],
      [1, "/a/app/.attune", "app/.attune"],
      [2, "/b/app/.empathy", "app/.empathy (2)"],
      [3, "/b/app/.attune", "app/.attune (2)"],
    ]);
  });
});

describe("rootsFromDirs", () => {
  it("labels the files of one folder by their names", () => {
    const [root] = rootsFromDirs(["/data/.empathy"]);
    expect(root).toEqual(rootFromDir("/data/.empathy"));
    expect(root && fileLabel(root, "llm_calls.jsonl")).toBe("llm_calls.jsonl");
  });

  it("labels the files of several folders by the folders as given", () => {
    const roots = rootsFromDirs(["./one/", "two", "/", "two"]);
    expect(roots.map((root) => root.label)).toEqual(["one", "two", "/"]);
    expect(roots.map((root) => root.rootId)).toEqual([0, 1, 2]);
    expect(roots[0] && fileLabel(roots[0], "x.jsonl")).toBe("one/x.jsonl");
  });
});

describe("joinRoots", () => {
  it("numbers roots of several origins and keeps each path once", () => {
    const roots = joinRoots(findRoots([{ path: "/ws", label: "ws" }]), [
      rootFromDir("/ws/.attune"),
      rootFromDir("/x"),
    ]);
    expect(brief(roots)).toEqual([
      [0, "/ws/.empathy", ".empathy"],
      [1, "/ws/.attune", ".attune"],
      [2, "/x", ""],
    ]);
  });

  it("makes an empty label unique too", () => {
    expect(joinRoots([rootFromDir("/a")], [rootFromDir("/b")]).map((root) => root.label)).toEqual([
      "",
      "(2)",
    ]);
  });
});

describe("homeStoreRoots", () => {
  it("is the store of the framework's home, narrowed to the projects", async () => {
    const HOME = await scratchFolder("home");
    expect(await homeStoreRoots({ HOME }, ["shop"])).toEqual([
      {
        rootId: 0,
        path: join(HOME, ".attune", "telemetry"),
        label: "~/.attune/telemetry",
        project: { projectNames: ["shop"] },
      },
    ]);
    const moved = await homeStoreRoots({ HOME, ATTUNE_HOME: "/srv/attune" }, []);
    expect(brief(moved)).toEqual([[0, "/srv/attune/telemetry", "$ATTUNE_HOME/telemetry"]]);
  });

  it("has the older store beside it where that exists", async () => {
    const HOME = await scratchFolder("home");
    await mkdir(join(HOME, ".empathy", "telemetry"), { recursive: true });
    expect(brief(await homeStoreRoots({ HOME, ATTUNE_HOME: "" }, []))).toEqual([
      [0, join(HOME, ".attune", "telemetry"), "~/.attune/telemetry"],
      [1, join(HOME, ".empathy", "telemetry"), "~/.empathy/telemetry"],
    ]);
  });

  it("takes the user's home folder when the environment names none", async () => {
    const [root] = await homeStoreRoots({}, []);
    expect(root?.path.endsWith(join(".attune", "telemetry"))).toBe(true);
  });
});
