// Core is compiled without platform types, so that nothing of a host slips in. Decoding and encoding UTF-8 is the
// one service it needs that the language lacks and that every host (Node, browsers, workers) has alike.
declare class TextDecoder {
  constructor(label: "utf-8", options: { readonly fatal: boolean; readonly ignoreBOM: boolean });
  decode(bytes: Uint8Array): string;
}
declare class TextEncoder {
  encode(text: string): Uint8Array;
}

/** The part of WebAssembly that the scanner needs; a host without it reads by JSON.parse. */
declare namespace WebAssembly {
  class Module {
    constructor(bytes: Uint8Array);
    static exports(module: Module): readonly { readonly name: string }[];
  }
  class Instance {
    constructor(module: Module, imports: Readonly<Record<string, object>>);
    readonly exports: object;
  }
}

/** The scanner's machine code: compiled from `assembly/` while bundling, see `scripts/lib/scanner-plugin.mjs`. */
declare module "*.wasm" {
  const scannerBytes: Uint8Array;
  export { scannerBytes };
}
