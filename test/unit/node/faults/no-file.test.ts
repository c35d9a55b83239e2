import { execFile } from "node:child_process";
import { once } from "node:events";
import { readFile, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { promisify } from "node:util";

import { describe, expect, it } from "vitest";

import { secondProcess } from "../second-process.ts";
import { startedSource } from "../source-fixture.ts";
import { line, liveFolder, shows, WAYS } from "./live-folder.ts";

const folder = liveFolder();
const hasPipes = process.platform !== "win32";
const LOOKS = 50;
const makePipe = promisify(execFile);

describe.each(WAYS)("what is no file, in a file's place, by %s", (_way, options) => {
  const start = () => startedSource(folder.root, options);

  it.runIf(hasPipes)("is not waited for, where it is a pipe", async () => {
    await writeFile(folder.calls, line("a"));
    const source = await start();
    await rm(folder.calls);
    await makePipe("mkfifo", [folder.calls]);
    await shows(source, []);
    // Somebody else's line, for somebody else: whoever looks must not take it.
    const writer = secondProcess("say('ready'); fs.writeFileSync(args[0], 'theirs')", [folder.calls]);
    await writer.said();
    for (let look = 0; look < LOOKS; look++) await source.refresh();
    expect(await readFile(folder.calls, "utf8")).toBe("theirs");
    await writer.ended();
    await rm(folder.calls);
    await writeFile(folder.calls, line("b"));
    await shows(source, ["b"]);
  });

  it.runIf(hasPipes)("is no closed file, where it is a socket", async () => {
    await writeFile(folder.calls, line("a"));
    const source = await start();
    await rm(folder.calls);
    const server = createServer().listen(folder.calls);
    await once(server, "listening");
    await shows(source, []);
    expect(source.state.overall).not.toBe("denied");
    server.close();
    await once(server, "close");
    await writeFile(folder.calls, line("b"));
    await shows(source, ["b"]);
  });
});
