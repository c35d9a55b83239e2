import { nodeIo } from "./node-io.ts";
import { run } from "./run.ts";

async function main(): Promise<void> {
  const io = nodeIo(process);
  process.exitCode = await run(process.argv.slice(2), io);
  // What nobody takes off a pipe would keep the process alive for ever.
  if (io.signal.aborted) process.exit();
}

void main();
