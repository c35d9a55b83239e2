/**
 * What the recorder notes in a frame, by the clock of the machine (epoch ms).
 * @typedef {object} Recording
 * @property {{ atMs: number, text: string }[]} figures each time the figures had another text, once it was painted
 * @property {Record<string, number>} rows when a row of a workflow called `bench-*` was first painted
 * @property {number[]} updatesMs from a view's arrival until what it changed was painted
 * @property {number | null} clickedAtMs the last click, in the frame of the workbench
 */

/**
 * Runs in every frame before its own scripts: given to the browser as text, so it uses nothing from around it.
 */
export function recordFrame() {
  /** @type {Recording} */
  const recording = { figures: [], rows: {}, updatesMs: [], clickedAtMs: null };
  Object.assign(globalThis, { benchRecording: recording });
  /** @type {number | null} */
  let arrivedMs = null;
  let isWaiting = false;
  addEventListener("click", () => (recording.clickedAtMs = Date.now()), true);
  // A webview's document is written anew after its frame was loaded, and that takes all listeners away.
  const timer = setInterval(() => {
    if (document.body?.dataset["surface"] === undefined) return;
    clearInterval(timer);
    listen();
  }, 4);

  function listen() {
    addEventListener(
      "message",
      ({ data }) => {
        if (data?.type === "snapshot") arrivedMs ??= performance.now();
      },
      true,
    );
    const observer = new MutationObserver(() => {
      if (isWaiting) return;
      isWaiting = true;
      // The frame that shows the change has been drawn when a task after its callback runs.
      requestAnimationFrame(() => setTimeout(note, 0));
    });
    observer.observe(document.body, { subtree: true, childList: true, characterData: true });
    note();
  }

  function note() {
    isWaiting = false;
    const atMs = Date.now();
    if (arrivedMs !== null) recording.updatesMs.push(performance.now() - arrivedMs);
    arrivedMs = null;
    const figures = document.querySelector('[aria-label="Figures"]')?.textContent ?? "";
    if (figures !== "" && figures !== recording.figures.at(-1)?.text)
      recording.figures.push({ atMs, text: figures });
    const rows = document.querySelector("[role=grid]")?.textContent ?? "";
    for (const [name] of rows.matchAll(/bench-[a-z]+-\d+/g)) recording.rows[name] ??= atMs;
  }
}

/**
 * @param {import("playwright-core").Frame} frame
 * @returns {Promise<Recording & { firstPaintAtMs: number | null }>}
 */
export function recordingOf(frame) {
  return frame.evaluate(() => {
    const { benchRecording } = /** @type {{ benchRecording: Recording }} */ (Object(globalThis));
    const [paint] = performance.getEntriesByName("first-contentful-paint");
    return {
      ...benchRecording,
      firstPaintAtMs: paint === undefined ? null : performance.timeOrigin + paint.startTime,
    };
  });
}
