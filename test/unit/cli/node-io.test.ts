import { EventEmitter } from "node:events";
import { PassThrough, Writable } from "node:stream";
import { describe, expect, it } from "vitest";
import { nodeIo } from "../../../src/cli/node-io.ts";

function hostOf(stdout: Writable & { isTTY?: boolean }) {
  const signals = new EventEmitter();
  const stderr = new PassThrough();
  const host = {
    stdout,
    stderr,
    env: { NO_COLOR: "1" },
    cwd: () => "/somewhere",
    once: (event: "SIGINT", listener: () => void) => signals.once(event, listener),
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

  it("aborts when the user interrupts", () => {
    const { host, signals } = hostOf(new PassThrough());
    const io = nodeIo(host);
    expect(io.signal.aborted).toBe(false);
    signals.emit("SIGINT");
    expect(io.signal.aborted).toBe(true);
  });
});
