import fc from 'fast-check';
import { parsePlainDate } from '../../../functions/kernel/dates.ts';
import { memoryTable } from '../../support/memory-table.ts';
import { worldOn } from '../../support/world.ts';
import { conversationsOn, HERS, later, STRANGER } from './conversations-world.ts';

const ANOTHERS = '+919800000001';
/** Ten thousand texts in all. */
const CONVERSATIONS = 200;
const TEXTS = 50;

const anyText = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 300 }),
  fc.string({ unit: 'grapheme', maxLength: 300 }),
  fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes).toString('utf8')),
  fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes).toString('utf16le')),
);
const texts = fc.array(fc.tuple(anyText, fc.constantFrom(HERS, STRANGER)), { minLength: TEXTS, maxLength: TEXTS });

describe('anything that a phone may send', () => {
  it('is taken, kept for her or put before a person, and never told to or of somebody else', async () => {
    let kept = 0;
    await fc.assert(
      fc.asyncProperty(texts, async (written) => {
        const { write, aMother, inbox, queue, said, settle } = conversationsOn(worldOn(memoryTable()));
        const { caseId } = await aMother();
        const { caseId: other, number } = await aMother({
          root: {
            workerName: 'Zohra',
            mother: { givenName: 'Rani', familyName: 'Das', birthDate: parsePlainDate('1999-01-01'), phone: ANOTHERS },
          },
        });

        for (const [place, [text, from]] of written.entries()) await write(text, { from, at: later(10 * place) });
        await settle(caseId, other);

        const hers = await inbox(caseId);
        expect(hers).toHaveLength(written.filter(([, from]) => from === HERS).length);
        if (hers.some(({ is }) => is === 'unclear')) expect((await queue(caseId)).map(({ kind }) => kind)).toContain('message');
        expect(await inbox(other)).toEqual([]);
        expect(said.filter(({ to }) => to === STRANGER).length).toBeLessThanOrEqual(1);
        expect(said.filter(({ to }) => to !== STRANGER && to !== HERS)).toEqual([]);
        const ofAnother = new RegExp(`Rani|Das|Zohra|9800000001|${number}`);
        expect(said.filter(({ text }) => ofAnother.test(text))).toEqual([]);
        expect(said.filter(({ to, text }) => to === STRANGER && /Asha|Devi|NST/.test(text))).toEqual([]);
        kept += hers.length;
      }),
      { numRuns: CONVERSATIONS, endOnFailure: true },
    );
    expect(kept).toBeGreaterThan((CONVERSATIONS * TEXTS) / 3);
  }, 240_000);
});
