import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import { partsOf } from '../../../functions/policy/parts.ts';

const Given = z.object({
  cases: z.array(
    z.object({
      text: z.string().nullable(),
      repeat: z.tuple([z.string(), z.int()]).nullable(),
      literal: z.string().nullable(),
      encoding: z.string(),
      units: z.int(),
      segments: z.int(),
    }),
  ),
});
const { cases } = Given.parse(JSON.parse(readFileSync(join(import.meta.dirname, '../../cases/messages/sms_cases.json'), 'utf8')));
const given = cases.map(({ text, repeat, literal, ...expected }) => ({
  ...expected,
  text: text ?? literal ?? (repeat === null ? '' : repeat[0].repeat(repeat[1])),
}));

describe('the parts of a text', () => {
  it.each(given)('are $segments of $encoding for $units units', ({ text, encoding, units, segments }) => {
    expect(partsOf(text)).toEqual({ encoding, units, parts: segments });
  });

  it('never hold half of a surrogate pair', () => {
    // 67 units a part hold 33 pairs: 67 pairs need three
    expect(partsOf('😀'.repeat(67))).toEqual({ encoding: 'UCS-2', units: 134, parts: 3 });
  });
});
