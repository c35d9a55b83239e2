/** As in package.json, which a bundle on its own cannot read; a test compares them. */
export const VERSION = "0.1.0";
