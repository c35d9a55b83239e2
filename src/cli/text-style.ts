import type { CliIo } from "./cli-io.ts";

export interface TextStyle {
  readonly strong: (text: string) => string;
  readonly muted: (text: string) => string;
  readonly bad: (text: string) => string;
}

const PLAIN: TextStyle = { strong: (text) => text, muted: (text) => text, bad: (text) => text };

const COLORED: TextStyle = {
  strong: (text) => `\u001b[1m${text}\u001b[22m`,
  muted: (text) => `\u001b[2m${text}\u001b[22m`,
  bad: (text) => `\u001b[31m${text}\u001b[39m`,
};

/** Colour on a terminal only; `NO_COLOR` (any value but empty) and a dumb terminal switch it off. */
export function textStyle(io: CliIo): TextStyle {
  const isOff = (io.env["NO_COLOR"] ?? "") !== "" || io.env["TERM"] === "dumb";
  return io.isOutTerminal && !isOff ? COLORED : PLAIN;
}
