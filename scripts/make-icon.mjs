// Draws media/icon.png, the picture in the marketplace: the mark of media/icon.svg on a dark tile.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { crc32, deflateSync } from "node:zlib";
import { repoRoot } from "./lib/paths.mjs";

const size = 128;
const background = [24, 38, 61];
const axis = [126, 148, 181];
const line = [94, 208, 178];

/** Polylines in a box of 24 units, as in the SVG. @type {readonly [readonly number[], readonly (readonly number[])[]][]} */
const strokes = [
  [
    axis,
    [
      [3, 4.5],
      [3, 19.5],
      [21, 19.5],
    ],
  ],
  [
    line,
    [
      [6, 14],
      [8.5, 14],
      [10.5, 7.5],
      [14, 17],
      [16, 11.5],
      [17, 14],
      [20, 14],
    ],
  ],
];

/** Distance from a point to a segment. */
function distance(x, y, [ax, ay], [bx, by]) {
  const lengthSquared = (bx - ax) ** 2 + (by - ay) ** 2;
  const t = Math.min(1, Math.max(0, ((x - ax) * (bx - ax) + (y - ay) * (by - ay)) / lengthSquared));
  return Math.hypot(x - ax - t * (bx - ax), y - ay - t * (by - ay));
}

/** How much of a pixel lies inside a shape, from its distance to the edge in pixels. */
const cover = (edgeDistance) => Math.min(1, Math.max(0, 0.5 - edgeDistance));

function pixel(px, py) {
  const radius = 22;
  const half = size / 2;
  const dx = Math.max(0, Math.abs(px - half) - (half - radius));
  const dy = Math.max(0, Math.abs(py - half) - (half - radius));
  const alpha = cover(Math.hypot(dx, dy) - radius);
  const scale = size / 30;
  const [x, y] = [px / scale - 3, py / scale - 3];
  let color = background;
  for (const [stroke, points] of strokes) {
    const nearest = Math.min(...points.slice(1).map((end, at) => distance(x, y, points[at], end)));
    const part = cover((nearest - 0.85) * scale);
    color = color.map((channel, at) => channel + (stroke[at] - channel) * part);
  }
  return [...color.map(Math.round), Math.round(alpha * 255)];
}

function chunk(type, body) {
  const typed = Buffer.concat([Buffer.from(type, "latin1"), body]);
  const out = Buffer.alloc(typed.length + 8);
  out.writeUInt32BE(body.length, 0);
  typed.copy(out, 4);
  out.writeUInt32BE(crc32(typed), typed.length + 4);
  return out;
}

function png() {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(size, 0);
  header.writeUInt32BE(size, 4);
  header.set([8, 6, 0, 0, 0], 8); // 8 bits a channel, RGBA
  const rows = Array.from({ length: size }, (_, y) =>
    Buffer.from([0, ...Array.from({ length: size }, (__, x) => pixel(x + 0.5, y + 0.5)).flat()]),
  );
  return Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    chunk("IHDR", header),
    chunk("IDAT", deflateSync(Buffer.concat(rows), { level: 9 })),
    chunk("IEND", Buffer.alloc(0)),
  ]);
}

writeFileSync(join(repoRoot, "media", "icon.png"), png());
