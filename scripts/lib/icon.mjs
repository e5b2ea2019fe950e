import { crc32, deflateSync } from 'node:zlib';

const SIZE = 128;
/** Samples per pixel and direction. */
const FINE = 4;
const STROKE = 9;
const BACKGROUND = [0x10, 0x23, 0x3f];
/** Two curves that run side by side, in the proportions of media/tandem.svg: cubic Béziers, and the dot at the end. */
const CURVES = [
  {
    colour: [0x4f, 0xc3, 0xf7],
    points: [
      [18, 40],
      [50, 40],
      [44, 74],
      [104, 50],
    ],
  },
  {
    colour: [0xff, 0xb7, 0x4d],
    points: [
      [18, 96],
      [56, 96],
      [52, 66],
      [104, 86],
    ],
  },
];
const DOT = 11;
const CORNER = 24;

/** The Marketplace wants a PNG; it is painted here, so that the repository holds text alone. */
export function iconPng() {
  const strokes = CURVES.map(({ colour, points }) => ({ colour, path: sample(points), end: points[3] }));
  const rows = Buffer.alloc(SIZE * (SIZE * 4 + 1));
  for (let y = 0; y < SIZE; y++) {
    for (let x = 0; x < SIZE; x++) rows.set(pixel(strokes, x, y), y * (SIZE * 4 + 1) + 1 + x * 4);
  }
  const header = Buffer.alloc(13);
  header.writeUInt32BE(SIZE, 0);
  header.writeUInt32BE(SIZE, 4);
  header.set([8, 6, 0, 0, 0], 8);
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  return Buffer.concat([
    signature,
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(rows)),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

/** The mean over the samples of a pixel: red, green, blue, alpha. */
function pixel(strokes, x, y) {
  const sum = [0, 0, 0];
  let covered = 0;
  for (let i = 0; i < FINE * FINE; i++) {
    const px = x + ((i % FINE) + 0.5) / FINE;
    const py = y + (Math.floor(i / FINE) + 0.5) / FINE;
    if (outsideCorner(px, py)) continue;
    covered++;
    colourAt(strokes, px, py).forEach((value, at) => {
      sum[at] += value;
    });
  }
  return [
    ...sum.map((value) => (covered === 0 ? 0 : Math.round(value / covered))),
    Math.round((255 * covered) / FINE ** 2),
  ];
}

function colourAt(strokes, x, y) {
  for (const { colour, path, end } of strokes) {
    if (Math.hypot(x - end[0], y - end[1]) < DOT) return colour;
    if (path.some(([px, py]) => Math.hypot(x - px, y - py) < STROKE / 2)) return colour;
  }
  return BACKGROUND;
}

function outsideCorner(x, y) {
  const dx = Math.max(CORNER - x, x - (SIZE - CORNER), 0);
  const dy = Math.max(CORNER - y, y - (SIZE - CORNER), 0);
  return Math.hypot(dx, dy) > CORNER;
}

function sample([a, b, c, d]) {
  return Array.from({ length: 161 }, (_, step) => {
    const t = step / 160;
    const at = (axis) =>
      (1 - t) ** 3 * a[axis] + 3 * (1 - t) ** 2 * t * b[axis] + 3 * (1 - t) * t ** 2 * c[axis] + t ** 3 * d[axis];
    return [at(0), at(1)];
  });
}

function chunk(type, data) {
  const body = Buffer.concat([Buffer.from(type), data]);
  const whole = Buffer.alloc(body.length + 8);
  whole.writeUInt32BE(data.length, 0);
  body.copy(whole, 4);
  whole.writeUInt32BE(crc32(body), body.length + 4);
  return whole;
}
