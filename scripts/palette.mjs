// A picture of 256 colours as a PNG: of the page, a third of what a browser writes.
import { crc32, deflateSync } from "node:zlib";

/** Takes red, green, blue and opacity of each pixel, row by row; the opacity is not kept. */
export function png(pixels, width, height) {
  const counts = new Map();
  for (let at = 0; at < pixels.length; at += 4) {
    const colour = pixels.readUIntBE(at, 3);
    counts.set(colour, (counts.get(colour) ?? 0) + 1);
  }
  const boxes = split([...counts].map(([colour, count]) => ({ channels: [colour >> 16, (colour >> 8) & 255, colour & 255], colour, count })));
  const place = new Map(boxes.flatMap((box, index) => box.map(({ colour }) => [colour, index])));
  const rows = Buffer.alloc((width + 1) * height);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) rows[y * (width + 1) + 1 + x] = place.get(pixels.readUIntBE(4 * (y * width + x), 3));
  }
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  // Eight bits of a place in the palette.
  header.set([8, 3], 8);
  return Buffer.concat([
    Buffer.from([137, 80, 78, 71, 13, 10, 26, 10]),
    chunk("IHDR", header),
    chunk("PLTE", Buffer.from(boxes.flatMap(mean))),
    chunk("IDAT", deflateSync(rows, { level: 9 })),
    chunk("IEND", Buffer.alloc(0)),
  ]);
}

/** Median cut: the box that is off by the most is halved at its widest channel, until there are 256. */
function split(colours) {
  const boxes = [colours];
  const spread = (box) => {
    const widths = [0, 1, 2].map((channel) => {
      let [low, high] = [255, 0];
      for (const { channels } of box) [low, high] = [Math.min(low, channels[channel]), Math.max(high, channels[channel])];
      return high - low;
    });
    const width = Math.max(...widths);
    return { channel: widths.indexOf(width), off: width * Math.sqrt(box.reduce((sum, { count }) => sum + count, 0)) * (box.length > 1) };
  };
  const spreads = [spread(colours)];
  while (boxes.length < 256) {
    const worst = spreads.reduce((worst, { off }, index) => (off > spreads[worst].off ? index : worst), 0);
    if (!spreads[worst].off) break;
    const { channel } = spreads[worst];
    const sorted = boxes[worst].sort((one, other) => one.channels[channel] - other.channels[channel]);
    const [low, high] = [sorted[0], sorted.at(-1)].map(({ channels }) => channels[channel]);
    // At the middle of the range: a mark of few pixels is not given up to the paper around it.
    const at = sorted.findIndex(({ channels }) => channels[channel] > (low + high) / 2);
    const halves = [sorted.slice(0, at), sorted.slice(at)];
    boxes.splice(worst, 1, ...halves);
    spreads.splice(worst, 1, ...halves.map(spread));
  }
  return boxes;
}

function mean(box) {
  const all = box.reduce((sum, { count }) => sum + count, 0);
  return [0, 1, 2].map((channel) => Math.round(box.reduce((sum, { channels, count }) => sum + channels[channel] * count, 0) / all));
}

function chunk(kind, data) {
  const bytes = Buffer.concat([Buffer.from(kind, "latin1"), data]);
  const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(data.length);
  sum.writeUInt32BE(crc32(bytes));
  return Buffer.concat([length, bytes, sum]);
}
