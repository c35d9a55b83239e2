// A moving picture of the running product: pictures of the page, encoded to WebM by the browser itself.
import { setTimeout as delay } from "node:timers/promises";

const framesPerSecond = 4;
const widthPx = 1280;
const heightPx = 800;

/**
 * Takes pictures of a page until it is told to stop.
 * @param {import("playwright-core").Page} page
 */
export function startRecording(page) {
  /** @type {string[]} */
  const frames = [];
  const end = new AbortController();
  const finished = (async () => {
    while (!end.signal.aborted) {
      const startedMs = Date.now();
      const picture = await page.screenshot({ type: "jpeg", quality: 80 });
      frames.push(picture.toString("base64"));
      await delay(Math.max(0, 1000 / framesPerSecond - (Date.now() - startedMs)));
    }
  })();
  return {
    /** Resolves with the frames, JPEG in base64. */
    stop: async () => {
      end.abort();
      await finished;
      return frames;
    },
  };
}

/**
 * @param {import("playwright-core").Browser} browser
 * @param {readonly string[]} frames JPEG in base64
 * @returns {Promise<Buffer>} WebM
 */
export async function encodeWebm(browser, frames) {
  const page = await browser.newPage();
  try {
    await page.setContent(`<canvas width="${widthPx}" height="${heightPx}"></canvas>`);
    const base64 = await page.evaluate(encodeInPage, { frames, framesPerSecond });
    return Buffer.from(base64, "base64");
  } finally {
    await page.close();
  }
}

/**
 * Runs in the page: draws frame after frame at its time, while the browser records the canvas.
 * @param {{ frames: readonly string[], framesPerSecond: number }} job
 */
async function encodeInPage({ frames, framesPerSecond: rate }) {
  const canvas = document.querySelector("canvas");
  const context = canvas?.getContext("2d");
  if (!canvas || !context) throw new Error("This browser draws no canvas");
  const stream = canvas.captureStream(rate);
  const recorder = new MediaRecorder(stream, { mimeType: "video/webm", videoBitsPerSecond: 700_000 });
  /** @type {Blob[]} */
  const parts = [];
  recorder.ondataavailable = ({ data }) => parts.push(data);
  const stopped = new Promise((resolve) => {
    recorder.onstop = resolve;
  });
  recorder.start();
  for (const frame of frames) {
    const image = new Image();
    image.src = `data:image/jpeg;base64,${frame}`;
    await image.decode();
    context.drawImage(image, 0, 0, canvas.width, canvas.height);
    await new Promise((resolve) => setTimeout(resolve, 1000 / rate));
  }
  recorder.stop();
  await stopped;
  const bytes = new Uint8Array(await new Blob(parts).arrayBuffer());
  let text = "";
  for (const byte of bytes) text += String.fromCharCode(byte);
  return btoa(text);
}
