import { EventEmitter } from "node:events";
import { PassThrough, Writable } from "node:stream";
import { describe, expect, it } from "vitest";
import { OutputError } from "../../../src/cli/cli-io.ts";
import { nodeIo } from "../../../src/cli/node-io.ts";

function hostOf(stdout: Writable & { isTTY?: boolean }) {
  const signals = new EventEmitter();
  const stderr = new PassThrough();
  const host = {
    stdout,
    stderr,
    env: { NO_COLOR: "1" },
    cwd: () => "/somewhere",
    once: (event: string, listener: () => void) => signals.once(event, listener),
  };
  return { host, signals, stderr };
}

describe("nodeIo", () => {
  it("writes to the process's streams and knows its surroundings", async () => {
    const stdout = Object.assign(new PassThrough(), { isTTY: true });
    const { host, stderr } = hostOf(stdout);
    const io = nodeIo(host);
    expect(await io.writeOut("out")).toBe(true);
    io.writeError("problem");
    expect(String(stdout.read())).toBe("out");
    expect(String(stderr.read())).toBe("problem");
    expect(io).toMatchObject({
      isOutTerminal: true,
      isErrorTerminal: false,
      cwd: "/somewhere",
      env: { NO_COLOR: "1" },
    });
    expect(io.nowMs()).toBeGreaterThan(Date.UTC(2026, 0, 1));
    expect(io.elapsedMs()).toBeLessThanOrEqual(io.elapsedMs());
    expect(io.systemTimeZone).not.toBe("");
  });

  it("says when nobody reads any more, without an error", async () => {
    const broken = new Writable({
      write: (_chunk, _encoding, done) => done(Object.assign(new Error("write EPIPE"), { code: "EPIPE" })),
    });
    const { host, stderr } = hostOf(broken);
    const io = nodeIo(host);
    expect(await io.writeOut("a")).toBe(false);
    expect(await io.writeOut("b")).toBe(false);
    stderr.destroy(new Error("write EPIPE"));
  });

  it("does not take a full disk for a reader that left", async () => {
    const full = new Writable({
      write: (_chunk, _encoding, done) => done(Object.assign(new Error("no space"), { code: "ENOSPC" })),
    });
    const io = nodeIo(hostOf(full).host);
    await expect(io.writeOut("a")).rejects.toEqual(new OutputError("ENOSPC"));
    await expect(io.writeOut("b")).rejects.toEqual(new OutputError("ENOSPC"));
  });

  it.each(["SIGINT", "SIGTERM", "SIGHUP"])("aborts at %s, and waits for no reader then", async (name) => {
    const stuck = new Writable({ write: () => undefined });
    const { host, signals } = hostOf(stuck);
    const io = nodeIo(host);
    expect(io.signal.aborted).toBe(false);
    const written = io.writeOut("never taken");
    signals.emit(name);
    expect(io.signal.aborted).toBe(true);
    expect(await written).toBe(false);
    expect(await io.writeOut("late")).toBe(false);
  });

  it("knows that the current folder is gone", () => {
    const { host } = hostOf(new PassThrough());
    const cwd = () => {
      throw Object.assign(new Error("uv_cwd"), { code: "ENOENT" });
    };
    expect(nodeIo({ ...host, cwd }).cwd).toBeNull();
  });
});
