// Looks at the panel outside VS Code: screenshots of scenes and themes, and axe over each of them.
// node test/webview/harness/shoot.mjs <folder> [--scene=overview,run] [--theme=dark] [--width=300,1200]
// [--click="Name of a button"] [--keys=Tab,ArrowDown] [--as=name of the picture]
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, extname, join } from "node:path";
import * as esbuild from "esbuild";
import { findBrowser, launchBrowser } from "../../../scripts/lib/browser.mjs";
import { repoRoot } from "../../../scripts/lib/paths.mjs";

const require = createRequire(import.meta.url);
const target = process.argv[2];
if (!target || target.startsWith("--")) throw new Error("Name the folder for the pictures.");

/** @param {string} name @param {string} fallback */
function option(name, fallback) {
  const given = process.argv.find((arg) => arg.startsWith(`--${name}=`));
  return (given?.slice(name.length + 3) ?? fallback).split(",");
}

const types = { ".js": "text/javascript", ".css": "text/css", ".ttf": "font/ttf" };
// The same policy as in VS Code: what breaks under it shows here.
const shell = `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Panel</title>
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; script-src 'nonce-n'; style-src 'self'; font-src 'self'">
<link rel="stylesheet" href="/codicon.css"><link rel="stylesheet" href="/main.css"></head>
<body><div id="root"></div><script type="module" nonce="n" src="/page.js"></script></body></html>`;

/** @param {string} out */
async function build(out) {
  await esbuild.build({
    absWorkingDir: repoRoot,
    entryPoints: ["test/webview/harness/page.ts"],
    outdir: out,
    bundle: true,
    splitting: true,
    format: "esm",
    jsx: "automatic",
    target: "chrome128",
    define: { "process.env.NODE_ENV": '"production"' },
    logLevel: "warning",
  });
  const cli = join(dirname(require.resolve("@tailwindcss/cli/package.json")), "dist", "index.mjs");
  const args = [cli, "-i", "webview/styles/main.css", "-o", join(out, "main.css"), "--minify"];
  const styles = spawnSync(process.execPath, args, { cwd: repoRoot, encoding: "utf8" });
  if (styles.status !== 0) throw new Error(styles.stderr);
}

/** @param {string} out */
function serve(out) {
  const codicons = join(repoRoot, "node_modules", "@vscode", "codicons", "dist");
  const server = createServer((request, response) => {
    const path = new URL(request.url ?? "/", "http://localhost").pathname;
    if (path === "/") {
      response.setHeader("content-type", "text/html").end(shell);
      return;
    }
    const folder = path.startsWith("/codicon.") ? codicons : out;
    const type = Object.entries(types).find(([extension]) => extension === extname(path))?.[1];
    try {
      response.setHeader("content-type", type ?? "text/plain").end(readFileSync(join(folder, path)));
    } catch {
      response.writeHead(404).end();
    }
  });
  return new Promise((resolve) => {
    server.listen(0, "127.0.0.1", () => resolve(server));
  });
}

const out = mkdtempSync(join(tmpdir(), "panel-harness-"));
await build(out);
const server = await serve(out);
const found = await findBrowser();
if (!found) throw new Error("There is no browser to look with.");
const browser = await launchBrowser(found);
const axe = readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");
mkdirSync(target, { recursive: true });
let faults = 0;

/** @param {string} scene @param {string} theme @param {number} width */
async function look(scene, theme, width) {
  const height = Number(option("height", width < 600 ? "900" : "1100")[0]);
  const page = await browser.newPage({ viewport: { width, height } });
  /** @type {string[]} */
  const complaints = [];
  page.on("console", (message) => {
    if (message.type() === "error" || message.type() === "warning") complaints.push(message.text());
  });
  page.on("pageerror", (error) => complaints.push(String(error)));
  const surface = width < 600 ? "sidebar" : "dashboard";
  await page.goto(
    `http://127.0.0.1:${server.address().port}/?scene=${scene}&theme=${theme}&surface=${surface}`,
  );
  await page.waitForSelector("#root footer");
  await page.waitForLoadState("networkidle");
  const [click] = option("click", "");
  if (click) await page.getByRole("button", { name: click, exact: true }).first().click();
  for (const key of option("keys", "").filter(Boolean)) await page.keyboard.press(key);
  await page.screenshot({ path: join(target, `${option("as", scene)[0]}-${theme}-${width}.png`) });
  await page.evaluate(axe);
  const { violations } = await page.evaluate("axe.run()");
  for (const { id, help, nodes } of violations)
    complaints.push(`axe ${id}: ${help}\n    ${nodes[0]?.html}\n ${nodes[0]?.failureSummary}`);
  if (complaints.length > 0) console.log(`${scene} ${theme} ${width}:\n  ${complaints.join("\n  ")}`);
  faults += complaints.length;
  await page.close();
}

try {
  for (const scene of option("scene", "overview"))
    for (const theme of option("theme", "dark,light,hc,hc-light"))
      for (const width of option("width", "300,1200")) await look(scene, theme, Number(width));
} finally {
  await browser.close();
  server.close();
  rmSync(out, { recursive: true });
}
console.log(`${faults} complaints`);
process.exitCode = faults > 0 ? 1 : 0;
