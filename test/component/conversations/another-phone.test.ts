import { jest } from '@jest/globals';
import { parsePlainDate } from '../../../functions/kernel/dates.ts';
import { ItemFellDue } from '../../../events/catalogue.ts';
import { startEngine, type Engine } from '../../support/engine.ts';
import { aContext, aWorld } from '../../support/world.ts';
import { later, HERS, STRANGER, type Text, conversationsOn } from './conversations-world.ts';

let engine: Engine;
beforeAll(async () => {
  engine = await startEngine();
});
afterAll(() => engine.stop());
jest.setTimeout(60_000);

const setUp = async () => conversationsOn(await aWorld(engine));

describe('another phone', () => {
  const NEW = '+919812345670';
  const DAY = 24 * 60;
  const codeIn = (said: readonly Text[], to = NEW): string =>
    said.flatMap((one) => (one.to === to ? (/\b\d{6}\b/.exec(one.text) ?? []) : [])).at(-1) ?? 'none';
  const wrong = (code: string): string => (code === '111111' ? '222222' : '111111');
  const asked = async () => {
    const all = await setUp();
    const mother = await all.aMother();
    await all.write('number +91 98123 45670');
    await all.settle(mother.caseId);
    const fallDue = async (minutes: number) => {
      const dueOn = parsePlainDate(later(minutes).slice(0, 10));
      await all.world.files.change(mother.caseId, aContext(later(minutes), { causationId: `sweep ${String(minutes)}` }), () => ({
        facts: [ItemFellDue.of({ kind: 'phoneChange', item: 'PHONECHANGE', dueOn })],
        answer: undefined,
      }));
      await all.settle(mother.caseId);
    };
    const phone = async () => (await all.file(mother.caseId)).root.mother.phone;
    return { ...all, ...mother, fallDue, phone };
  };

  it('is hers when it has answered its code and the old one did not stop it in time; each text once', async () => {
    const { world, said, write, settle, caseId, fallDue, phone, inbox } = await asked();
    expect(said).toEqual([
      { to: HERS, text: expect.stringMatching(/^Another phone was asked for .* answer NO/) as string },
      { to: NEW, text: expect.stringMatching(/answer from this phone with \d{6}/) as string },
    ]);

    await write(codeIn(said), { from: NEW, at: later(5), id: 'the code' });
    await write(codeIn(said), { from: NEW, at: later(5), id: 'the code' });
    await settle(caseId);
    expect(said.slice(2)).toEqual([
      { to: HERS, text: expect.stringMatching(/has answered. From Mar 3, 2026 we write there/) as string },
      { to: NEW, text: 'Thank you. From Mar 3, 2026 we write to this phone.' },
    ]);
    await fallDue(2 * DAY);
    expect(await phone()).toBe(HERS);
    await fallDue(2 * DAY + 5);
    await fallDue(2 * DAY + 65);

    expect(await phone()).toBe(NEW);
    const made = (await world.eventsOf(caseId)).filter(({ detailType }) => detailType === 'CaseCorrected.v1');
    expect(made.map(({ detail }) => detail.data['fields'])).toEqual([['mother.phone']]);
    await write('118/76', { from: NEW, at: later(3 * DAY) });
    expect((await inbox(caseId)).at(-1)).toEqual({ text: '118/76', is: 'bloodPressure' });
  });

  it.each([
    ['before the code came', false],
    ['after it', true],
  ])('is stopped by a no from the old one %s', async (_, isConfirmed) => {
    const { said, write, settle, caseId, fallDue, phone } = await asked();
    const code = codeIn(said);
    if (isConfirmed) await write(code, { from: NEW, at: later(5) });
    await settle(caseId);

    await write('NO', { at: later(DAY - 1) });
    await settle(caseId);
    await write(code, { from: NEW, at: later(DAY + 1) });
    await settle(caseId);
    await fallDue(4 * DAY);

    expect(await phone()).toBe(HERS);
    expect(said.filter(({ to }) => to === HERS).at(-1)?.text).toBe('Your phone was not changed. We go on writing here.');
  });

  it('is none for a code from any other phone, for a wrong one, and for one that comes too late', async () => {
    const { said, write, settle, caseId, fallDue, phone } = await asked();
    const code = codeIn(said);

    await write(code, { from: STRANGER, at: later(1) });
    await write(code, { at: later(2) });
    await write(wrong(code), { from: NEW, at: later(3) });
    expect(said.at(-1)).toEqual({ to: NEW, text: expect.stringMatching(/^This code is not right/) as string });
    await write(code, { from: NEW, at: later(DAY) });
    await settle(caseId);
    await fallDue(DAY + 1);
    await fallDue(4 * DAY);

    expect(await phone()).toBe(HERS);
    expect(said.at(-1)).toEqual({ to: HERS, text: 'Your phone was not changed. We go on writing here.' });
  });

  it('is given up after five wrong codes', async () => {
    const { said, write, settle, caseId, fallDue, phone } = await asked();
    const code = codeIn(said);

    for (let minute = 1; minute <= 5; minute += 1) await write(`code ${wrong(code)}`, { from: NEW, at: later(minute * 10) });
    await write(code, { from: NEW, at: later(60) });
    await settle(caseId);
    await fallDue(4 * DAY);

    expect(await phone()).toBe(HERS);
  });

  it('is the one that she asked for last; a code for an earlier one is none', async () => {
    const { said, write, settle, caseId, fallDue, phone } = await asked();
    const code = codeIn(said);
    const OTHER = '+919812345671';

    await write('number +91 98123 45671', { at: later(3) });
    await settle(caseId);
    await write(code, { from: NEW, at: later(4) });
    await write(codeIn(said, OTHER), { from: OTHER, at: later(5) });
    await settle(caseId);
    await fallDue(3 * DAY);

    expect(await phone()).toBe(OTHER);
  });

  it('is asked for three times an hour at most; then a person looks', async () => {
    const { said, write, settle, caseId, queue } = await asked();

    for (const minute of [1, 2, 3]) {
      await write(`number +91 98123 4567${String(minute)}`, { at: later(minute) });
      await settle(caseId);
    }

    expect(said.filter(({ text }) => /answer from this phone with/.test(text))).toHaveLength(3);
    expect(await queue(caseId)).toEqual([{ kind: 'message', reason: 'text' }]);
  });

  it('is not made where a worker has corrected the phone meanwhile', async () => {
    const { world, said, write, settle, caseId, fallDue, phone } = await asked();
    await write(codeIn(said), { from: NEW, at: later(5) });
    await settle(caseId);
    await world.files.change(caseId, aContext(later(6), { causationId: 'corrected' }), ({ root }) => ({
      root: { ...root, mother: { ...root.mother, phone: '+919812345699' } },
      answer: undefined,
    }));

    await fallDue(3 * DAY);

    expect(await phone()).toBe('+919812345699');
  });
});
