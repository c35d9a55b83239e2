// Core is compiled without platform types, so that nothing of a host slips in. Decoding UTF-8 is the one
// service it needs that the language lacks and that every host (Node, browsers, workers) has alike.
declare class TextDecoder {
  constructor(label: "utf-8", options: { readonly fatal: boolean; readonly ignoreBOM: boolean });
  decode(bytes: Uint8Array): string;
}
