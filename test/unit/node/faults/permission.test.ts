import { appendFile, chmod, writeFile } from "node:fs/promises";

import { expect, it } from "vitest";

import { faultRow } from "./fault-rows.ts";
import { line, liveFolder } from "./live-folder.ts";
import { readerProcess } from "./reader-process.ts";

/** Root reads anything, so the reader is another user when the tests run as root. */
const NOBODY = 65_534;
const IS_ROOT = process.getuid?.() === 0;

const READER = `
  const source = new TelemetrySource({
    roots: [rootFromDir(process.argv[2])], naiveTimeZone: "UTC", now: () => Date.now(), pollMs: 20,
  });
  const tell = () => console.log(JSON.stringify({
    overall: source.state.overall, calls: source.dataset.calls.count, code: source.state.files[0]?.errorCode ?? null,
  }));
  source.onDidChange(tell);
  await source.start();
  tell();
  process.stdin.resume().on("end", () => source.dispose());
`;

interface Told {
  readonly overall: string;
  readonly calls: number;
  readonly code: string | null;
}

faultRow("permission", () => {
  const folder = liveFolder();

  it.runIf(process.platform !== "win32")(
    "shows a closed file, keeps what was read, and goes on when it is opened again",
    async () => {
      const { root, calls } = folder;
      await writeFile(calls, line("a"));
      await chmod(calls, 0o000);
      const start = await readerProcess(READER, root);
      const reader = start(IS_ROOT ? { uid: NOBODY, gid: NOBODY } : {});
      const untilTold = async (wanted: Told): Promise<void> => {
        const text = JSON.stringify(wanted);
        while ((await reader.said()) !== text);
      };
      await untilTold({ overall: "denied", calls: 0, code: "EACCES" });
      await chmod(calls, 0o644);
      await untilTold({ overall: "ready", calls: 1, code: null });
      await chmod(calls, 0o000);
      await untilTold({ overall: "ready", calls: 1, code: "EACCES" });
      await chmod(calls, 0o644);
      await appendFile(calls, line("b"));
      await untilTold({ overall: "ready", calls: 2, code: null });
      await chmod(root, 0o000);
      await untilTold({ overall: "ready", calls: 2, code: "EACCES" });
      await chmod(root, 0o755);
      await appendFile(calls, line("c"));
      await untilTold({ overall: "ready", calls: 3, code: null });
      reader.finish();
      // Nothing keeps the process alive once the source is disposed.
      await expect(reader.ended()).resolves.toBeUndefined();
    },
  );
});
