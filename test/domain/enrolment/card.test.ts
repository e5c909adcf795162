import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import jsqr from 'jsqr';
import { prepareZXingModule, readBarcodes } from 'zxing-wasm/reader';
import { drawCard, drawPng, drawSymbolSvg } from '../../../functions/cards/draw-card.ts';

interface Picture {
  readonly data: Buffer;
  readonly width: number;
  readonly height: number;
}
const require = createRequire(import.meta.url);
const { PNG } = require('pngjs') as { PNG: { sync: { read: (png: Buffer) => Picture } } };

const card = { programmeNumber: 'NST4F7KQ2M9XAB', programmeName: 'Mother & Child <Benefit>' };

/** Whether a point lies in the black of a filled path of straight lines, by the even-odd rule. */
const isInside = (rings: readonly (readonly [number, number][])[], x: number, y: number): boolean =>
  rings.reduce(
    (inside, ring) =>
      ring.reduce((odd, [x1, y1], index) => {
        const [x2, y2] = ring[(index + 1) % ring.length] ?? [x1, y1];
        return y1 > y !== y2 > y && x < ((x2 - x1) * (y - y1)) / (y2 - y1) + x1 ? !odd : odd;
      }, inside),
    false,
  );

/** Black or not, for each pixel of a QR code's SVG drawn at `scale` pixels a point: what a printer makes of it. */
const rasterised = (svg: string, scale: number) => {
  const size = Number(/viewBox="0 0 (\d+) /.exec(svg)?.[1]) * scale;
  const path = /<path d="([^"]+)"/.exec(svg)?.[1] ?? '';
  const rings = path
    .split(/M/)
    .slice(1)
    .map((ring) => Array.from(ring.matchAll(/(-?[\d.]+) (-?[\d.]+)/g), ([, x, y]): [number, number] => [Number(x), Number(y)]));
  const data = new Uint8ClampedArray(size * size * 4).fill(255);
  for (let y = 0; y < size; y += 1)
    for (let x = 0; x < size; x += 1)
      if (isInside(rings, (x + 0.5) / scale, (y + 0.5) / scale)) data.fill(0, (y * size + x) * 4, (y * size + x) * 4 + 3);
  return { data, size };
};

beforeAll(() => {
  const wasmBinary = readFileSync(require.resolve('zxing-wasm/reader/zxing_reader.wasm'));
  prepareZXingModule({ overrides: { wasmBinary: new Uint8Array(wasmBinary).buffer } });
});

describe('a card', () => {
  it('has a QR picture that a scanner reads back', async () => {
    const { data, width, height } = PNG.sync.read(await drawPng('qr', card));

    expect(jsqr.default(new Uint8ClampedArray(data), width, height)?.data).toBe(card.programmeNumber);
  });

  it.each(['qr', 'code128'] as const)('has a %s picture that another scanner reads back', async (symbol) => {
    const [found] = await readBarcodes(new Uint8Array(await drawPng(symbol, card)));

    expect(found?.text).toBe(card.programmeNumber);
    expect(found?.format).toBe(symbol === 'qr' ? 'QRCode' : 'Code128');
  });

  it('has a QR symbol in SVG that a scanner reads back', () => {
    const { data, size } = rasterised(drawSymbolSvg('qr', card), 4);

    expect(jsqr.default(data, size, size)?.data).toBe(card.programmeNumber);
  });

  it.each(['qr', 'code128'] as const)('shows number, programme and the %s symbol, and nothing else', (symbol) => {
    const svg = drawCard(symbol, card);
    const texts = Array.from(svg.matchAll(/<text [^>]*>([^<]*)<\/text>/g), ([, text]) => text);

    expect(texts).toEqual(['Mother &amp; Child &lt;Benefit&gt;', card.programmeNumber]);
    expect(svg.match(/<path /g)?.length).toBe(drawSymbolSvg(symbol, card).match(/<path /g)?.length);
    expect(svg).toContain('width="85.6mm" height="54mm"');
  });
});
