import { callLines } from "./call-lines.mjs";

const [template = ""] = callLines(1);
const msPerMinute = 60_000;

/**
 * A line for a call that ends now, as the producer writes it: naive time of this machine's zone.
 * @param {string} workflow
 * @param {number} atMs epoch ms
 */
export function freshCall(workflow, atMs) {
  const local = new Date(atMs - new Date(atMs).getTimezoneOffset() * msPerMinute);
  return template
    .replace(/"call_id": "[^"]*"/, `"call_id": "${workflow}"`)
    .replace(/"timestamp": "[^"]*"/, `"timestamp": "${local.toISOString().slice(0, -1)}000"`)
    .replace(/"workflow_name": "[^"]*"/, `"workflow_name": "${workflow}"`);
}
