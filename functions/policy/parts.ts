/** How a text travels: its encoding, its length in units of that encoding, and how many parts are paid for. */
export interface Parts {
  readonly encoding: 'GSM-7' | 'UCS-2';
  readonly units: number;
  readonly parts: number;
}

/** @source 3GPP TS 23.038, default alphabet */
const GSM = new Set(
  '@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !"#¤%&\'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà',
);
/** @source 3GPP TS 23.038, extension table: two septets each */
const GSM_EXTENSION = new Set('^{}\\[~]|€\f');

const LIMITS = { 'GSM-7': { single: 160, joined: 153 }, 'UCS-2': { single: 70, joined: 67 } } as const;

/** Fills parts in order; a character of two units is never split between two of them. */
const partsFor = (sizes: readonly number[], room: number): number => {
  let parts = 1;
  let used = 0;
  for (const size of sizes) {
    if (used + size > room) {
      parts += 1;
      used = 0;
    }
    used += size;
  }
  return parts;
};

/** Counts a text as a network does: GSM-7 160 or 153 a part, UCS-2 70 or 67; extension characters and surrogate pairs stay whole. */
export const partsOf = (text: string): Parts => {
  const characters = Array.from(text);
  const isGsm = characters.every((character) => GSM.has(character) || GSM_EXTENSION.has(character));
  const encoding = isGsm ? 'GSM-7' : 'UCS-2';
  const sizes = characters.map((character) => (isGsm ? (GSM_EXTENSION.has(character) ? 2 : 1) : character.length));
  const units = sizes.reduce((sum, size) => sum + size, 0);
  const { single, joined } = LIMITS[encoding];
  return { encoding, units, parts: units <= single ? 1 : partsFor(sizes, joined) };
};
