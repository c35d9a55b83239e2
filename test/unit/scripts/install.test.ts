import { describe, expect, it } from "vitest";
import { isInstallStale } from "../../../scripts/lib/install.mjs";

const wanted = {
  packages: {
    "": { version: "0.1.0" },
    "node_modules/react": { version: "19.3.1" },
    "node_modules/@esbuild/win32-x64": { version: "0.28.2", optional: true },
  },
};

describe("isInstallStale", () => {
  it("accepts an installation without the packages of other platforms", () => {
    expect(isInstallStale(wanted, { packages: { "node_modules/react": { version: "19.3.1" } } })).toBe(false);
  });

  it("notices a missing package", () => {
    expect(isInstallStale(wanted, { packages: {} })).toBe(true);
  });

  it("notices another version", () => {
    expect(isInstallStale(wanted, { packages: { "node_modules/react": { version: "19.3.0" } } })).toBe(true);
  });

  it("notices a package that the lock file no longer has", () => {
    const installed = {
      "node_modules/react": { version: "19.3.1" },
      "node_modules/left": { version: "1.0.0" },
    };
    expect(isInstallStale(wanted, { packages: installed })).toBe(true);
  });
});
