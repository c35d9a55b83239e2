// `npm run package`: a production build as a VSIX that installs.
import { relative } from "node:path";
import { ensureInstalled, requireNode } from "./lib/install.mjs";
import { repoRoot } from "./lib/paths.mjs";

requireNode();
await ensureInstalled();
const { packageVsix } = await import("./lib/vsix.mjs");
const { path, sizeBytes, files } = await packageVsix();
console.log(`${relative(repoRoot, path)}: ${files.length} files, ${(sizeBytes / 1000).toFixed(0)} kB`);
console.log(`Install it with: code --install-extension ${relative(repoRoot, path)}`);
