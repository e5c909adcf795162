import { jest } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { receiveText } from '../../../functions/conversations/receive.ts';
import { CasePhones } from '../../../functions/casefile/case-phone.ts';
import { place } from '../../../functions/casefile/entity.ts';
import { allOf } from '../../../functions/casefile/files.ts';
import { Inbounds } from '../../../functions/casefile/inbound.ts';
import { Reviews } from '../../../functions/casefile/review.ts';
import { parsePlainDate } from '../../../functions/kernel/dates.ts';
import { derivedId } from '../../../functions/kernel/ids.ts';
import type { OutgoingText } from '../../../functions/partners/sms-gateway.ts';
import { organisationWrites } from '../../../functions/referrals/organisations.ts';
import { Referrals } from '../../../functions/referrals/records.ts';
import { aCase, shippedProgrammes as programmes } from '../../support/builders.ts';
import { startEngine, type Engine } from '../../support/engine.ts';
import { anOrganisation } from '../../support/referral-world.ts';
import { aContext, aWorld, testVault } from '../../support/world.ts';

const AT = '2026-03-01T10:00:00.000Z';
const later = (minutes: number): string => new Date(Date.parse(AT) + minutes * 60_000).toISOString();
const PANTRY = '+919845099001';

let engine: Engine;
let named = 0;
beforeAll(async () => {
  engine = await startEngine();
});
afterAll(() => engine.stop());
jest.setTimeout(60_000);

const setUp = async ({ languages = ['en'] } = {}) => {
  const world = await aWorld(engine);
  const { table, files } = world;
  const said: string[] = [];
  const texts = {
    send: ({ phone, text }: OutgoingText) => {
      expect(phone).toBe(PANTRY);
      said.push(text);
      return Promise.resolve({ state: 'sent' as const, gateway: 'sns', gatewayId: 'sms' });
    },
    announce: () => Promise.reject(new Error('nobody announces here')),
  };
  const { load: _, ...pantry } = anOrganisation('pantry', { languages, phoneHash: await testVault.hash('organisationPhone', PANTRY) });
  await table.transact(organisationWrites(pantry, undefined), randomUUID());
  const write = (text: string, at = AT) =>
    receiveText(
      { files, table, vault: testVault, programmes, texts },
      { from: PANTRY, text, gatewayId: `${text} ${at}`, channel: 'two-way' },
      aContext(at, { causationId: `${text} ${at}` }),
    );
  /** A referral that the pantry has in hand under a code. */
  const aReferral = (code: string) => {
    const referralId = derivedId('referral', code);
    const offer = { round: 1, organisationId: 'pantry', organisationName: 'The pantry', calledAs: 'Friends', code, offeredAt: AT } as const;
    const referral = {
      referralId,
      domain: 'food',
      urgency: 'routine' as const,
      stage: 'offered' as const,
      requestedAt: AT,
      requestedBy: 'user:sue',
      offers: [{ ...offer, status: 'received' as const, falseDones: 0 }],
      roundsBefore: 0,
      holder: 'pantry',
    };
    return aCase(files, { name: `asks ${code} ${String((named += 1))}`, put: [place(Referrals, referral)] });
  };
  /** A mother with the pantry's phone: the person who runs it is with child. */
  const aMotherThere = async () => {
    const mother = { givenName: 'Rani', familyName: 'Das', birthDate: parsePlainDate('1999-01-01'), phone: PANTRY };
    const phoneHash = await testVault.hash('phone', PANTRY);
    return aCase(files, { root: { mother }, put: [place(CasePhones, { phoneHash })] });
  };
  const answersIn = async (caseId: string) =>
    (await world.eventsOf(caseId)).flatMap(({ detailType, detail }) =>
      detailType === 'OrganisationAnswered.v1' ? [detail.data['answer']] : [],
    );
  const keptIn = async (caseId: string) => allOf(await files.open(caseId, aContext(AT)), Inbounds).map(({ text }) => text);
  const waitingIn = async (caseId: string) => allOf(await files.open(caseId, aContext(AT)), Reviews).length;
  return { said, write, aReferral, aMotherThere, answersIn, keptIn, waitingIn };
};

describe("a text from an organisation's phone", () => {
  it('answers the referral whose code it names, once however often it is delivered, and without a reply', async () => {
    const { write, aReferral, answersIn, keptIn, said } = await setUp();
    const [first, second] = [await aReferral('4F7K2M'), await aReferral('9XXT0Q')];

    await write('YES 9xxt0q');
    await write('YES 9xxt0q');
    await write('no 4F7K2M', later(1));

    expect([await answersIn(first), await answersIn(second)]).toEqual([['decline'], ['accept']]);
    expect([await keptIn(first), await keptIn(second), said]).toEqual([[], [], []]);
  });

  it('needs no code where the organisation has one referral in hand', async () => {
    const { write, aReferral, answersIn } = await setUp();
    const caseId = await aReferral('4F7K2M');

    await write('ndiyo');

    expect(await answersIn(caseId)).toEqual(['accept']);
  });

  it.each([
    ['says nothing that is an answer', 'who is this?'],
    ['names a code that nobody gave it', 'YES 000000'],
    ['leaves open which of two it means', 'yes'],
    ['would register a stranger', 'JOIN'],
  ])('that %s is told how answers are written, once, and nothing else comes of it', async (_, text) => {
    const { write, aReferral, answersIn, waitingIn, said } = await setUp({ languages: ['fr'] });
    const cases = [await aReferral('4F7K2M'), await aReferral('9XXT0Q')];

    await write(text);
    await write(text);

    expect(said).toEqual([expect.stringMatching(/^Nous n'avons pas compris.*OUI 4F7K2M/)]);
    for (const caseId of cases) expect([await answersIn(caseId), await waitingIn(caseId)]).toEqual([[], 0]);
  });

  it('that tells of danger is sent to a clinic all the same', async () => {
    const { write, said } = await setUp();

    await write('she is bleeding');

    expect(said).toEqual([programmes.get('DEFAULT').operations.messages.unknownDanger.texts['en']]);
  });

  it('ends as a loop when a machine answers it', async () => {
    const { write, said } = await setUp();

    for (let minute = 0; minute < 9; minute += 1) await write('We are away until Monday', later(minute));

    expect(said).toHaveLength(4);
  });
});

describe("a phone that is both an organisation's and a mother's", () => {
  it('speaks for the organisation where it names one of its codes, and for her otherwise', async () => {
    const { write, aReferral, aMotherThere, answersIn, keptIn } = await setUp();
    const [referred, hers] = [await aReferral('4F7K2M'), await aMotherThere()];

    await write('YES 4F7K2M');
    await write('yes', later(1));
    await write('YES 000000', later(2));
    await write('bleeding', later(3));

    expect(await answersIn(referred)).toEqual(['accept']);
    expect(await keptIn(hers)).toEqual(['yes', 'YES 000000', 'bleeding']);
  });
});
