// The scanner's machine code: compiled from assembly/ when a bundle or a test imports `scanner.wasm`.
import { createHash } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { deflateRawSync } from "node:zlib";
import { repoRoot } from "./paths.mjs";

const sourceDir = join(repoRoot, "assembly");
const cacheDir = join(repoRoot, "node_modules", ".cache", "empathy-telemetry");
/** What `assembly/layout.ts` needs, with room for the larger block of a thread; `ScannerEngine` checks that it is enough. */
const memoryPages = 83;
const options = [
  "--runtime", "stub", "--enable", "simd", "-O3",
  "--shrinkLevel",
  "1", "--noAssert", "--converge",
  "--initialMemory", String(memoryPages), "--maximumMemory", String(memoryPages),
]; // prettier-ignore

function sourceFiles() {
  return readdirSync(sourceDir)
    .filter((name) => name.endsWith(".ts"))
    .toSorted();
}

/** Changes with the sources, the options and the compiler. */
function buildKey() {
  const hash = createHash("sha256").update(options.join(" "));
  const lock = JSON.parse(readFileSync(join(repoRoot, "package.json"), "utf8"));
  hash.update(String(lock.devDependencies.assemblyscript));
  for (const name of sourceFiles()) hash.update(name).update(readFileSync(join(sourceDir, name)));
  return hash.digest("hex").slice(0, 16);
}

/** Compiles the sources; throws with the compiler's messages when they are wrong. */
async function compile() {
  const { default: asc } = await import("assemblyscript/asc");
  /** @type {Uint8Array | undefined} */
  let binary;
  const args = ["assembly/index.ts", ...options, "--outFile", "scanner.wasm"];
  let messages = "";
  const { error } = await asc.main(args, {
    stderr: { write: (chunk) => void (messages += String(chunk)) },
    readFile: (name, baseDir) => {
      try {
        return readFileSync(join(baseDir === "." || !baseDir ? repoRoot : baseDir, name), "utf8");
      } catch {
        // The compiler tries several places for each import; "not here" is an answer.
        return null;
      }
    },
    writeFile: (name, contents) => {
      if (name === "scanner.wasm" && typeof contents !== "string") binary = contents;
    },
    listFiles: () => [],
  });
  if (error || !binary) throw new Error(`assembly/ does not compile\n${messages}`, { cause: error });
  return binary;
}

/**
 * The scanner's bytes, compiled once for each state of the sources.
 * @returns {Promise<Uint8Array>}
 */
export async function buildScanner() {
  const path = join(cacheDir, `scanner-${buildKey()}.wasm`);
  try {
    return readFileSync(path);
  } catch {
    // Not compiled yet.
  }
  const binary = await compile();
  mkdirSync(cacheDir, { recursive: true });
  // Tests run in several processes: each writes its own draft, and the last rename wins with equal bytes.
  const draft = `${path}.${process.pid}`;
  writeFileSync(draft, binary);
  renameSync(draft, path);
  for (const name of readdirSync(cacheDir)) {
    if (name.endsWith(".wasm") && join(cacheDir, name) !== path)
      rmSync(join(cacheDir, name), { force: true });
  }
  return binary;
}

/** A module that exports the bytes. Compressed they are two fifths as much text in the bundle. */
async function scannerModule() {
  const text = deflateRawSync(await buildScanner(), { level: 9 }).toString("base64");
  return `import { inflateRawSync } from "node:zlib";
export const scannerBytes = inflateRawSync(Buffer.from("${text}", "base64"));
`;
}

const filter = /[/\\]scanner\.wasm$/;

/** @type {import("esbuild").Plugin} */
export const scannerForEsbuild = {
  name: "scanner",
  setup(build) {
    build.onResolve({ filter }, () => ({ path: "scanner.wasm", namespace: "scanner" }));
    build.onLoad({ filter: /./, namespace: "scanner" }, async () => ({
      contents: await scannerModule(),
      loader: "js",
      watchFiles: sourceFiles().map((name) => join(sourceDir, name)),
    }));
  },
};

/** @returns {import("vite").Plugin} */
export function scannerForVite() {
  const id = "\0scanner";
  return {
    name: "scanner",
    enforce: "pre",
    resolveId: (source) => (filter.test(source) ? id : null),
    load: (loaded) => (loaded === id ? scannerModule() : null),
  };
}
