import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { Announcer } from "../../../webview/state/announcer.ts";
import { Clock } from "../../../webview/state/clock.ts";

beforeEach(() => vi.useFakeTimers({ now: 1_000_000 }));
afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

function setVisibility(state: DocumentVisibilityState): void {
  vi.spyOn(document, "visibilityState", "get").mockReturnValue(state);
  document.dispatchEvent(new Event("visibilitychange"));
}

describe("Clock", () => {
  it("ticks every second while something is young, else every ten", () => {
    const clock = new Clock(document);
    const young = vi.fn<() => void>();
    const old = vi.fn<() => void>();
    const leave = clock.watch(Date.now() - 5000, young);
    clock.watch(Date.now() - 120_000, old);
    vi.advanceTimersByTime(3000);
    expect(young).toHaveBeenCalledTimes(3);
    leave();
    vi.advanceTimersByTime(1000);
    const before = old.mock.calls.length;
    vi.advanceTimersByTime(20_000);
    expect(old.mock.calls.length - before).toBe(2);
    clock.dispose();
  });

  it("has one timer at most, and none when nothing is watched", () => {
    const clock = new Clock(document);
    const leaves = [0, 1, 2].map((step) => clock.watch(Date.now() - step * 90_000, () => undefined));
    expect(vi.getTimerCount()).toBe(1);
    for (const leave of leaves) leave();
    expect(vi.getTimerCount()).toBe(0);
    expect(clock.isTicking).toBe(false);
    clock.dispose();
  });

  it("rests while the page is hidden and catches up when it is shown", () => {
    const clock = new Clock(document);
    const listener = vi.fn<() => void>();
    clock.watch(Date.now(), listener);
    setVisibility("hidden");
    vi.advanceTimersByTime(60_000);
    expect(listener).not.toHaveBeenCalled();
    setVisibility("visible");
    expect(listener).toHaveBeenCalledTimes(1);
    clock.dispose();
    expect(vi.getTimerCount()).toBe(0);
  });

  it("starts nothing for what is watched on a hidden page", () => {
    setVisibility("hidden");
    const clock = new Clock(document);
    clock.watch(Date.now(), () => undefined);
    expect(clock.isTicking).toBe(false);
    clock.dispose();
  });

  it("goes by the host's time", () => {
    const clock = new Clock(document);
    clock.setNow(5_000_000, Date.now());
    vi.advanceTimersByTime(2000);
    expect(clock.age(4_990_000)).toBe("12s");
    clock.dispose();
  });
});

describe("Announcer", () => {
  it("speaks at most once in three seconds, the newest last", () => {
    const announcer = new Announcer();
    const said: string[] = [];
    announcer.subscribe(() => said.push(announcer.getText()));
    announcer.say("1 new");
    announcer.say("2 new");
    announcer.say("3 new");
    expect(said).toEqual(["1 new"]);
    vi.advanceTimersByTime(3000);
    expect(said).toEqual(["1 new", "3 new"]);
    vi.advanceTimersByTime(9000);
    expect(said).toHaveLength(2);
    expect(vi.getTimerCount()).toBe(0);
  });

  it("does not repeat itself, and is silent after its end", () => {
    const announcer = new Announcer();
    const listener = vi.fn<() => void>();
    const leave = announcer.subscribe(listener);
    announcer.say("a");
    announcer.say("a");
    announcer.say("b");
    leave();
    announcer.dispose();
    vi.advanceTimersByTime(9000);
    expect(listener).toHaveBeenCalledTimes(1);
    expect(vi.getTimerCount()).toBe(0);
  });
});
