import { mkdir } from "node:fs/promises";
import { homedir } from "node:os";
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

describe("rootsFromDirs of another folder", () => {
  it("looks there and keeps the labels as given", () => {
    const roots = rootsFromDirs([".empathy", "../b/.attune", "/data"], "/ws/a");
    expect(brief(roots)).toEqual([
      [0, "/ws/a/.empathy", ".empathy"],
      [1, "/ws/b/.attune", "../b/.attune"],
      [2, "/data", "/data"],
    ]);
    expect(brief(rootsFromDirs(["x"], "/ws"))).toEqual([[0, "/ws/x", ""]]);
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
    const home = await scratchFolder("home");
    expect(await homeStoreRoots({}, ["shop"], home)).toEqual([
      {
        rootId: 0,
        path: join(home, ".attune", "telemetry"),
        label: "~/.attune/telemetry",
        project: { projectNames: ["shop"] },
      },
    ]);
    const moved = await homeStoreRoots({ ATTUNE_HOME: "/srv/attune" }, [], home);
    expect(brief(moved)).toEqual([[0, "/srv/attune/telemetry", "$ATTUNE_HOME/telemetry"]]);
  });

  it("has the older store beside it where that exists", async () => {
    const home = await scratchFolder("home");
    await mkdir(join(home, ".empathy", "telemetry"), { recursive: true });
    expect(brief(await homeStoreRoots({ ATTUNE_HOME: "" }, [], home))).toEqual([
      [0, join(home, ".attune", "telemetry"), "~/.attune/telemetry"],
      [1, join(home, ".empathy", "telemetry"), "~/.empathy/telemetry"],
    ]);
  });

  it("takes the user's home folder, whatever the environment says of one", async () => {
    const env = { ATTUNE_HOME: undefined, HOME: "/elsewhere" };
    const [root] = await homeStoreRoots(env, []);
    expect(root?.path).toBe(join(homedir(), ".attune", "telemetry"));
  });
});
