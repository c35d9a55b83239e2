/** Why an export did not happen. No file is left behind in any case. */
export type ExportError =
  | { readonly kind: "cancelled" }
  /** The file is one that telemetry is read from, or would be taken for one. */
  | { readonly kind: "is-telemetry"; readonly path: string }
  /** A telemetry file is not any more what was read of it; `path` is that file's. */
  | { readonly kind: "changed"; readonly path: string }
  /** A telemetry file cannot be read any more. */
  | { readonly kind: "unreadable"; readonly path: string; readonly code: string }
  /** ENOSPC, EDQUOT, EFBIG. */
  | { readonly kind: "no-space"; readonly path: string }
  /** EACCES, EPERM, EROFS. */
  | { readonly kind: "denied"; readonly path: string }
  /** The folder of the file does not exist. */
  | { readonly kind: "no-folder"; readonly path: string }
  | { readonly kind: "io"; readonly path: string; readonly code: string };

const KINDS: Readonly<Record<string, "no-space" | "denied" | "no-folder">> = {
  ENOSPC: "no-space",
  EDQUOT: "no-space",
  EFBIG: "no-space",
  EACCES: "denied",
  EPERM: "denied",
  EROFS: "denied",
  ENOENT: "no-folder",
  ENOTDIR: "no-folder",
};

/** The lines of the exported records cannot be had as they were read. */
export class LinesLostError extends Error {
  readonly reason: Extract<ExportError, { readonly kind: "changed" | "unreadable" }>;

  constructor(reason: LinesLostError["reason"]) {
    super(`${reason.kind}: ${reason.path}`);
    this.reason = reason;
  }
}

/** Null for what is no error of the system: that is a fault of ours and goes on. */
export function exportErrorOf(error: unknown, path: string): ExportError | null {
  if (error instanceof LinesLostError) return error.reason;
  if (!(error instanceof Error) || !("code" in error) || typeof error.code !== "string") return null;
  const kind = KINDS[error.code];
  return kind === undefined ? { kind: "io", path, code: error.code } : { kind, path };
}

/** One sentence for people. */
export function describeExportError(error: ExportError): string {
  switch (error.kind) {
    case "cancelled":
      return "The export was cancelled; no file was written.";
    case "is-telemetry":
      return `${error.path} is, or would be read as, a telemetry file; choose another name or folder.`;
    case "changed":
      return `${error.path} changed while it was exported; no file was written. Try again.`;
    case "unreadable":
      return `${error.path} could not be read (${error.code}); no file was written.`;
    case "no-space":
      return `No space is left for ${error.path}; no file was written.`;
    case "denied":
      return `${error.path} may not be written.`;
    case "no-folder":
      return `The folder of ${error.path} does not exist.`;
    case "io":
      break;
  }
  return `${error.path} could not be written (${error.code}).`;
}
