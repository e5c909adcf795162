import { code128, drawingSVG, qrcode } from 'bwip-js/node';
import * as z from 'zod';

/** What a scanner reads: a square symbol, or the bars that older hand scanners know. */
export const SymbolKind = z.enum(['qr', 'code128']);
export type SymbolKind = z.infer<typeof SymbolKind>;

/** A card as a person holds it; the symbol says nothing but the programme number. */
export interface Card {
  readonly programmeNumber: string;
  readonly programmeName: string;
}

/**
 * Quiet zones in points: 4 modules of 2 points around a QR code, 10 modules of 1 point beside the bars.
 * @source ISO/IEC 18004 (QR code), ISO/IEC 15417 (Code 128)
 */
const OPTIONS = {
  qr: { bcid: 'qrcode', eclevel: 'M', padding: 8 },
  code128: { bcid: 'code128', height: 14, paddingwidth: 10, paddingheight: 4 },
} as const satisfies Record<SymbolKind, object>;

const ENCODERS = { qr: qrcode, code128 } as const satisfies Record<SymbolKind, unknown>;

/** Pixels a point in a picture; enough for a camera and for print. */
const SCALE = 4;

const optionsFor = (symbol: SymbolKind, { programmeNumber }: Card) => ({
  ...OPTIONS[symbol],
  text: programmeNumber,
  backgroundcolor: 'FFFFFF',
});

/** The symbol alone as a PNG picture. */
export const drawPng = (symbol: SymbolKind, card: Card): Promise<Buffer> => ENCODERS[symbol]({ ...optionsFor(symbol, card), scale: SCALE });

/** The symbol alone as SVG, its view box in points. */
export const drawSymbolSvg = (symbol: SymbolKind, card: Card): string =>
  ENCODERS[symbol]({ ...optionsFor(symbol, card), scale: 1 }, drawingSVG());

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&apos;' };
const escaped = (text: string): string => text.replace(/[&<>"']/g, (sign) => ENTITIES[sign] ?? sign);

/** Where the symbol stands on the card, in tenths of a millimetre. */
const PLACES = {
  qr: 'x="258" y="110" width="340" height="340"',
  code128: 'x="78" y="150" width="700" height="260"',
} as const satisfies Record<SymbolKind, string>;

/** The card in the size of a bank card (ISO/IEC 7810 ID-1), to be printed. */
export const drawCard = (symbol: SymbolKind, card: Card): string => {
  const number = escaped(card.programmeNumber);
  const name = escaped(card.programmeName);
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="85.6mm" height="54mm" viewBox="0 0 856 540" role="img" aria-label="${name} ${number}">`,
    '<rect width="856" height="540" rx="32" fill="#fff" stroke="#000" stroke-width="2"/>',
    `<text x="428" y="80" font-family="sans-serif" font-size="38" text-anchor="middle" textLength="${String(Math.min(760, card.programmeName.length * 20))}" lengthAdjust="spacingAndGlyphs">${name}</text>`,
    drawSymbolSvg(symbol, card).trim().replace('<svg ', `<svg ${PLACES[symbol]} `),
    `<text x="428" y="505" font-family="monospace" font-size="48" text-anchor="middle">${number}</text>`,
    '</svg>',
    '',
  ].join('\n');
};
