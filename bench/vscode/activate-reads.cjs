// Counts the file system calls of the synchronous path of activate(): activate-reads.cjs <extension> <folder>. Prints
// their names as JSON. `vscode` is the stand-in of the contract tests, found by NODE_PATH.
const fs = require("node:fs");
const standIn = require("vscode");

const [, , extensionPath, folder] = process.argv;

standIn.resetFake(folder);
const uri = (name) => standIn.Uri.file(`${folder}/${name}`);
const context = {
  subscriptions: [],
  extensionUri: uri("extension"),
  extensionMode: standIn.ExtensionMode.Production,
  workspaceState: new standIn.FakeMemento(),
  globalState: new standIn.FakeMemento(),
  globalStorageUri: uri("global"),
  storageUri: uri("storage"),
};

const { activate } = require(extensionPath);
const calls = [];
for (const owner of [fs, fs.promises]) {
  for (const [name, original] of Object.entries(owner)) {
    if (typeof original !== "function" || /^[A-Z_]/.test(name)) continue;
    owner[name] = function counted(...args) {
      calls.push(name);
      return original.apply(this, args);
    };
  }
}
activate(context);
process.stdout.write(JSON.stringify(calls));
process.exit(0);
