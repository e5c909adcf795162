import type { ContextWiring } from '../constructs/wiring.ts';

/** The programme card, drawn for print and scanner; a context of its own, since the drawing weighs more than all else in its bundle. */
export const cards: ContextWiring = {
  name: 'cards',
  functions: {
    CardsApi: { table: 'readWrite', memoryMebibytes: 1024 },
  },
};
