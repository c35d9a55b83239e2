/** Raised when a message changes its meaning; a webview of another version asks to be reloaded. */
export const PROTOCOL_VERSION = 1;
