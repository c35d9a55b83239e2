import { statfs } from "node:fs/promises";

/**
 * File systems, by the number that Linux gives their kind, that may be written to from elsewhere: of that, the
 * kernel of this machine tells no watcher.
 */
const REMOTE_KINDS: ReadonlySet<number> = new Set([
  0x6969, // NFS
  0x517b, // SMB
  0xff534d42, // CIFS
  0xfe534d42, // SMB 2
  0x01021997, // 9P: WSL's view of Windows drives, some virtual machines
  0x65735546, // FUSE: sshfs, shared folders of containers, virtiofs
  0x786f4256, // VirtualBox
  0xbacbacbc, // VMware
  0x7c7c6673, // Parallels
  0x00c36400, // Ceph
  0x5346414f, // AFS
  0x01161970, // GFS2
  0x7461636f, // OCFS2
  0x0bd00bd0, // Lustre
]);

/** Whether a folder lies on a drive whose changes are not all told. False where that cannot be known. */
export async function isRemoteFolder(path: string): Promise<boolean> {
  // A share's name, also one of WSL: Windows gives no kind.
  if (path.startsWith("\\\\")) return true;
  if (process.platform !== "linux") return false;
  try {
    return REMOTE_KINDS.has((await statfs(path)).type >>> 0);
  } catch {
    // Gone, or closed to us: nothing is watched there either.
    return false;
  }
}
