import { bundleSizes } from "../../scripts/lib/bundle-check.mjs";
import { packageVsix } from "../../scripts/lib/vsix.mjs";

const kilo = 1000;

/**
 * What a user downloads and what a view loads first, of a production build.
 * @type {import("./group.mjs").Group}
 */
export const sizes = {
  title: "sizes",
  keys: ["P18.host", "P18.webview", "P18.gzip", "P18.css", "P18.vsix"],
  measure: async () => {
    // First: it makes the production build that the others measure.
    const vsix = await packageVsix();
    const bundles = bundleSizes();
    return {
      "P18.host": bundles.hostBytes / kilo,
      "P18.webview": bundles.webviewFirstLoadBytes / kilo,
      "P18.gzip": bundles.webviewFirstLoadGzipBytes / kilo,
      "P18.css": bundles.styleBytes / kilo,
      "P18.vsix": vsix.sizeBytes / kilo,
    };
  },
};
