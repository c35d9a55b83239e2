const startMark = "<!-- results: written by `npm run bench -- --docs` -->";
const endMark = "<!-- /results -->";

/**
 * What stands between the marks of a document; null where it has none.
 * @param {string} document
 */
export function markedPart(document) {
  const from = document.indexOf(startMark);
  const to = document.indexOf(endMark);
  return from === -1 || to < from ? null : document.slice(from + startMark.length, to).trim();
}

/**
 * The document with another text between its marks. Throws where it has none.
 * @param {string} document
 * @param {string} text
 */
export function withMarkedPart(document, text) {
  if (markedPart(document) === null)
    throw new Error(`The document lacks the marks ${startMark} and ${endMark}`);
  const head = document.slice(0, document.indexOf(startMark) + startMark.length);
  return `${head}\n\n${text}\n\n${document.slice(document.indexOf(endMark))}`;
}
