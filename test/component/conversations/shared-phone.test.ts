import { jest } from '@jest/globals';
import { Alerts } from '../../../functions/casefile/alert.ts';
import { allOf } from '../../../functions/casefile/files.ts';
import { Inbounds } from '../../../functions/casefile/inbound.ts';
import { startEngine, type Engine } from '../../support/engine.ts';
import { aWorld } from '../../support/world.ts';
import { AT, later, HERS, STRANGER, conversationsOn } from './conversations-world.ts';

let engine: Engine;
beforeAll(async () => {
  engine = await startEngine();
});
afterAll(() => engine.stop());
jest.setTimeout(60_000);

const setUp = async () => conversationsOn(await aWorld(engine));

describe('a phone of several mothers', () => {
  it('is asked which of them writes, and what was written goes to her who is named', async () => {
    const { write, aMother, inbox, said, settle } = await setUp();
    const first = await aMother();
    const second = await aMother();

    await write('complaint about the queue');
    expect(said).toEqual([{ to: HERS, text: expect.stringMatching(/^More than one mother uses this phone/) as string }]);
    await write(second.number, { at: later(1) });
    await settle(first.caseId, second.caseId);

    expect(await inbox(first.caseId)).toEqual([]);
    expect(await inbox(second.caseId)).toEqual([{ text: 'complaint about the queue', is: 'complaint' }]);
    await write('150/95', { at: later(2) });
    expect((await inbox(second.caseId)).at(-1)).toEqual({ text: '150/95', is: 'bloodPressure' });
    await write(`${first.number} 120/80`, { at: later(3) });
    expect(await inbox(first.caseId)).toEqual([{ text: '120/80', is: 'bloodPressure' }]);
  });

  it('that tells of danger has a person look at each, and keeps no words of one with another', async () => {
    const { write, aMother, inbox, queue } = await setUp();
    const first = await aMother();
    const second = await aMother();

    await write('bleeding');

    expect([await queue(first.caseId), await queue(second.caseId)]).toEqual([
      [{ kind: 'message', reason: 'sharedPhone' }],
      [{ kind: 'message', reason: 'sharedPhone' }],
    ]);
    expect([await inbox(first.caseId), await inbox(second.caseId)]).toEqual([[], []]);
  });

  it('loses no blood pressure before it is known whose it is, and dates it by when it was told', async () => {
    const { write, aMother, inbox, file, settle } = await setUp();
    const first = await aMother();
    const second = await aMother({ root: { status: 'registered', enrolled: undefined, workerId: undefined, workerName: undefined } });

    await write('118/76');
    await write('thank you', { at: later(1) });
    await write('bp 121 80', { at: later(90) });
    await write(second.caseId.slice(0, 8), { at: later(26 * 60) });
    await settle(first.caseId, second.caseId);

    expect(await inbox(first.caseId)).toEqual([]);
    expect(await inbox(second.caseId)).toEqual([
      { text: '118/76', is: 'bloodPressure' },
      { text: 'thank you', is: 'help' },
      { text: 'bp 121 80', is: 'bloodPressure' },
    ]);
    expect(allOf(await file(second.caseId), Inbounds).map(({ receivedAt }) => receivedAt)).toEqual([AT, later(1), later(90)]);
  });

  it('gives what she wrote with her number to her as well as what was written before', async () => {
    const { write, aMother, inbox } = await setUp();
    await aMother();
    const { caseId, number } = await aMother();

    await write('118/76');
    await write(`${number} headache`, { at: later(1) });

    expect(await inbox(caseId)).toEqual([
      { text: '118/76', is: 'bloodPressure' },
      { text: 'headache', is: 'symptom' },
    ]);
  });

  it.each([
    ['bleeding', 'dangerSign', 'emergency', /^Go to the nearest clinic now/],
    ['172/114', 'bloodPressure', 'emergency', /^Go to the nearest clinic now/],
    ['118/76 headache', 'bloodPressure', 'emergency', /^Go to the nearest clinic now/],
  ])('that writes %s has a person called for each mother at once: %s, %s', async (text, kind, level, told) => {
    const { write, aMother, file, said } = await setUp();
    const mothers = [await aMother(), await aMother()];

    await write(text);

    for (const { caseId } of mothers) expect(allOf(await file(caseId), Alerts)).toMatchObject([{ kind, level, status: 'open' }]);
    expect(said).toEqual([{ to: HERS, text: expect.stringMatching(told) as string }]);
  });

  it.each(['118/76', '1720/114', 'no bleeding'])('that writes %s calls nobody', async (text) => {
    const { write, aMother, file, said } = await setUp();
    const { caseId } = await aMother();
    await aMother();

    await write(text);

    expect(allOf(await file(caseId), Alerts)).toEqual([]);
    expect(said).toEqual([{ to: HERS, text: expect.stringMatching(/^More than one mother/) as string }]);
  });

  it('tells nothing of a case whose number comes from another phone', async () => {
    const { write, aMother, queue, said, settle } = await setUp();
    const { caseId, number } = await aMother();

    await write(`${number} who looked`, { from: STRANGER });
    await settle(caseId);

    expect(await queue(caseId)).toEqual([{ kind: 'message', reason: 'otherPhone' }]);
    expect(said).toEqual([{ to: STRANGER, text: expect.stringMatching(/^We have your message/) as string }]);
  });
});
