import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { FrameScheduler } from "../../src/extension/frame-scheduler.ts";

const FRAME_MS = 30;

describe("FrameScheduler", () => {
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "performance"] });
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it("serves the first request in the next turn and the rest at the end of the frame", () => {
    const run = vi.fn();
    const scheduler = new FrameScheduler(run, FRAME_MS);
    scheduler.request();
    scheduler.request();
    expect(run).not.toHaveBeenCalled();
    vi.advanceTimersByTime(0);
    expect(run).toHaveBeenCalledTimes(1);
    for (let n = 0; n < 10; n++) scheduler.request();
    vi.advanceTimersByTime(FRAME_MS - 1);
    expect(run).toHaveBeenCalledTimes(1);
    vi.advanceTimersByTime(1);
    expect(run).toHaveBeenCalledTimes(2);
    vi.advanceTimersByTime(1000);
    expect(run).toHaveBeenCalledTimes(2);
  });

  it("gives a task that takes long at most a third of the time", () => {
    const run = vi.fn(() => {
      vi.advanceTimersByTime(100);
    });
    const scheduler = new FrameScheduler(run, FRAME_MS);
    scheduler.request();
    vi.advanceTimersByTime(0);
    scheduler.request();
    vi.advanceTimersByTime(199);
    expect(run).toHaveBeenCalledTimes(1);
    vi.advanceTimersByTime(1);
    expect(run).toHaveBeenCalledTimes(2);
  });

  it("counts the time of a promise, fulfilled or not", async () => {
    let end: () => void = () => undefined;
    const run = vi.fn(
      () =>
        new Promise<void>((_resolve, reject) => {
          end = () => reject(new Error("planted"));
        }),
    );
    const scheduler = new FrameScheduler(run, FRAME_MS);
    scheduler.request();
    vi.advanceTimersByTime(0);
    vi.advanceTimersByTime(50);
    end();
    await Promise.resolve();
    await Promise.resolve();
    scheduler.request();
    vi.advanceTimersByTime(99);
    expect(run).toHaveBeenCalledTimes(1);
    vi.advanceTimersByTime(1);
    expect(run).toHaveBeenCalledTimes(2);
  });

  it("runs nothing after its end", () => {
    const run = vi.fn();
    const scheduler = new FrameScheduler(run, FRAME_MS);
    scheduler.request();
    scheduler.dispose();
    scheduler.request();
    vi.advanceTimersByTime(1000);
    expect(run).not.toHaveBeenCalled();
  });
});
