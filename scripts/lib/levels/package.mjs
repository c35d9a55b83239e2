import { checkSize, sizeGates } from "../bundle-check.mjs";
import { hostEntries } from "../host-bundles.mjs";
import { oneFailed, onePassed, sumTallies } from "../tally.mjs";
import { packageVsix } from "../vsix.mjs";

const required = [
  ...Object.keys(hostEntries).map((name) => `dist/${name}.cjs`),
  "package.json",
  "README.md",
  "LICENSE",
  "dist/webview/main.js",
  "dist/webview/main.css",
];
const forbidden =
  /\.(map|tsx?|mjs)$|^(src|test|scripts|webview|node_modules)\/|^dist\/sample\.cjs$|metafile|build\.json/;

/**
 * What is wrong with the list of files of a package.
 * @param {readonly string[]} files
 * @returns {readonly string[]}
 */
export function packageFaults(files) {
  return [
    ...required.filter((path) => !files.includes(path)).map((path) => `${path} is missing`),
    ...files.filter((path) => forbidden.test(path)).map((path) => `${path} does not belong into the package`),
  ];
}

/** @type {import("../tally.mjs").Level} */
export const packageLevel = {
  name: "package",
  title: "the VSIX: its files and its size",
  run: async () => {
    const { path, sizeBytes, files } = await packageVsix();
    const faults = packageFaults(files);
    return sumTallies([
      checkSize(path, sizeBytes, sizeGates.vsixBytes),
      faults.length === 0 ? onePassed : oneFailed("files of the package", faults.join("\n")),
    ]);
  },
};
