import { deflateSync } from "node:zlib";
import type { Page } from "playwright-core";

/**
 * A PNG with the 256 colours that it has most of, in a palette: for pages a third of what a browser writes, and hardly another
 * look. `page` is one without a policy, in which the picture is read.
 * @see https://www.w3.org/TR/png-3/
 */
export async function withPalette(png: Buffer, page: Page): Promise<Buffer> {
  const { width, height, palette, indexes } = await page.evaluate(reduced, png.toString("base64"));
  const rows = Buffer.from(indexes, "base64");
  const lines = Buffer.alloc((width + 1) * height);
  for (let y = 0; y < height; y++) rows.copy(lines, y * (width + 1) + 1, y * width, (y + 1) * width);
  const head = Buffer.alloc(13);
  head.writeUInt32BE(width, 0);
  head.writeUInt32BE(height, 4);
  head.set([8, 3], 8); // eight bits, a palette
  return Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    chunk("IHDR", head),
    chunk("PLTE", Buffer.from(palette)),
    chunk("IDAT", deflateSync(lines, { level: 9, memLevel: 9 })),
    chunk("IEND", Buffer.alloc(0)),
  ]);
}

/** Runs in the browser. */
async function reduced(base64: string) {
  const image = new Image();
  image.src = `data:image/png;base64,${base64}`;
  await image.decode();
  const { width, height } = image;
  const canvas = document.createElement("canvas");
  Object.assign(canvas, { width, height });
  const context = canvas.getContext("2d");
  if (!context) throw new Error("no canvas");
  context.drawImage(image, 0, 0);
  const { data } = context.getImageData(0, 0, width, height);
  const colour = (at: number) => ((data[at] ?? 0) << 16) | ((data[at + 1] ?? 0) << 8) | (data[at + 2] ?? 0);
  const counts = new Map<number, number>();
  for (let at = 0; at < data.length; at += 4) counts.set(colour(at), (counts.get(colour(at)) ?? 0) + 1);
  const parts = (one: number) => [one >> 16, (one >> 8) & 255, one & 255] as const;
  const apart = (one: number, other: number) => {
    const [[r, g, b], [x, y, z]] = [parts(one), parts(other)];
    return (x - r) ** 2 + (y - g) ** 2 + (z - b) ** 2;
  };
  // shades that hardly differ from one that is there leave room for colours that are rare
  const kept: number[] = [];
  for (const [one] of [...counts].sort((a, b) => b[1] - a[1]))
    if (kept.length < 256 && (kept.length < 32 || kept.every((other) => apart(one, other) > 60))) kept.push(one);
  const nearest = new Map<number, number>(kept.map((one, index) => [one, index]));
  let text = "";
  for (let at = 0; at < data.length; at += 4) {
    const one = colour(at);
    let index = nearest.get(one);
    if (index === undefined) {
      const far = kept.map((other) => apart(one, other));
      index = far.indexOf(Math.min(...far));
      nearest.set(one, index);
    }
    text += String.fromCharCode(index);
  }
  return { width, height, palette: kept.flatMap(parts), indexes: btoa(text) };
}

const CRC = Uint32Array.from({ length: 256 }, (_, byte) => {
  let value = byte;
  for (let bit = 0; bit < 8; bit++) value = value & 1 ? 0xedb88320 ^ (value >>> 1) : value >>> 1;
  return value;
});

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, "latin1"), data]);
  const sum = body.reduce((value, byte) => (CRC[(value ^ byte) & 255] ?? 0) ^ (value >>> 8), 0xffffffff);
  const whole = Buffer.alloc(8 + body.length);
  whole.writeUInt32BE(data.length, 0);
  body.copy(whole, 4);
  whole.writeUInt32BE((sum ^ 0xffffffff) >>> 0, 4 + body.length);
  return whole;
}
