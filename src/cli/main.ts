import { nodeIo } from "./node-io.ts";
import { run } from "./run.ts";

async function main(): Promise<void> {
  process.exitCode = await run(process.argv.slice(2), nodeIo(process));
}

void main();
