import { statfs } from "node:fs/promises";

import { expect, it, vi } from "vitest";

import { isRemoteFolder } from "../../../src/node/remote-folder.ts";

vi.mock("node:fs/promises", async (original) => ({
  ...(await original<typeof import("node:fs/promises")>()),
  statfs: vi.fn(),
}));

const ofKind = (type: number) => vi.mocked(statfs).mockResolvedValueOnce({ type } as never);

it.runIf(process.platform === "linux").each([
  ["NFS", 0x6969, true],
  ["WSL's view of a Windows drive", 0x01021997, true],
  // Where the kernel's word is 32 bits wide, the number comes as a negative one.
  ["SMB 2, on 32 bits", 0xfe534d42 | 0, true],
  ["ext4", 0xef53, false],
  ["memory", 0x01021994, false],
  ["a container's layers", 0x794c7630, false],
])("knows %s", async (_name, type, isRemote) => {
  ofKind(type);
  expect(await isRemoteFolder("/data")).toBe(isRemote);
});
