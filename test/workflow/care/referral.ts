import { randomUUID } from 'node:crypto';
import { marshall } from '@aws-sdk/util-dynamodb';
import type { World } from '../../support/country.ts';
import { nextMorning } from './country.ts';
import { known, register, registrationOf } from '../../support/families.ts';
import { leaksOf } from '../../support/privacy.ts';

let world: World;

const PANTRY = '+919845099001';
const KITCHEN = '+919845099002';

const anOrganisation = (organisationId: string, phone: string) =>
  world.expectDone(
    world.supervisor.call('POST', '/organisations', {
      organisationId,
      name: `The ${organisationId}`,
      calledAs: `Friends of ${organisationId}`,
      kind: 'community',
      areas: ['gaya-7'],
      domains: ['food'],
      languages: ['en'],
      capacity: 5,
      phone,
    }),
  );

/** The link in the latest text to an organisation. */
const linkOf = (phone: string): string => /https?:\/\/\S+\/r\/([\w-]{22})/.exec(world.texts(phone).at(-1) ?? '')?.[1] ?? 'none';

const press = async (phone: string, answer: string) => {
  const page = await fetch(`${world.local.apiUrl}/r/${linkOf(phone)}`, {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams({ answer }).toString(),
  });
  const text = await page.text();
  await world.settle();
  return { status: page.status, text };
};

/** What a text of hers leads to, as whoever takes texts stores and tells it. */
const motherSays = async (caseId: string, referralId: string, helped: boolean) => {
  const { Items = [] } = (await world.local.dynamodb('Query', {
    KeyConditionExpression: 'pk = :pk AND begins_with(sk, :sk)',
    ExpressionAttributeValues: marshall({ ':pk': `CASE#${caseId}`, ':sk': 'QUESTION#' }),
  })) as { Items?: readonly Readonly<Record<string, { S?: string }>>[] };
  const inboundId = randomUUID();
  const at = world.local.clock.now();
  const questionId = Items.at(-1)?.['questionId']?.S ?? randomUUID();
  await world.local.dynamodb('PutItem', {
    TableName: world.local.tables[0],
    Item: marshall({
      pk: `CASE#${caseId}`,
      sk: `INBOUND#${at}#${inboundId}`,
      entity: 'inbound',
      caseId,
      inboundId,
      receivedAt: at,
      channel: 'sns',
      gatewayId: inboundId,
      text: helped ? '1' : '2',
      intent: { is: 'answer', questionId, kind: 'referral', subjectId: referralId, value: helped ? 1 : 0 },
    }),
  });
  const metadata = {
    eventId: randomUUID(),
    occurredAt: at,
    caseId,
    correlationId: 'c',
    causationId: 'c',
    area: 'gaya-7',
    programme: 'IN-PMMVY2',
  };
  await world.local.invoke('ReferralsSubscribers', {
    id: metadata.eventId,
    'detail-type': 'TextReceived.v1',
    source: 'nestling.conversations',
    detail: { metadata, data: { inboundId, intent: 'answer', question: 'referral' } },
  });
  await world.settle();
};

const referralOf = async (caseId: string) => {
  const { items } = (await world.supervisor.call('GET', `/cases/${caseId}/referrals`)).body as { items: Record<string, unknown>[] };
  return items[0] ?? {};
};

describe('a referral', () => {
  beforeAll(async () => {
    world = await nextMorning();
  });

  it('goes from one organisation to the next, is reopened by her no, and is closed by her yes', async () => {
    await anOrganisation('kitchen', KITCHEN);
    await anOrganisation('pantry', PANTRY);
    const registration = registrationOf(10, { givenName: 'Meenakshi', birthDate: '1996-10-20', lastMenstrualPeriodOn: '2023-11-20' });
    known(world, registration);
    const { caseId, phone } = { ...(await register(world, registration)), phone: registration.mother.phone };

    const { referralId } = (await world.expectDone(
      world.worker.call('POST', `/cases/${caseId}/referrals`, { domain: 'food', motherAgrees: true }),
    )) as { referralId: string };
    expect(world.path('Referral', caseId)).toEqual([
      'Look at referral',
      'What next?',
      'Offer referral',
      'What next?',
      'Text organisation',
      'Look at referral',
      'What next?',
      'Await acceptance',
    ]);
    expect(world.texts(KITCHEN).at(-1)).not.toContain('Meenakshi');

    const first = linkOf(KITCHEN);
    expect((await press(KITCHEN, 'decline')).text).toContain('Nothing more is needed');
    expect(await referralOf(caseId)).toMatchObject({ stage: 'offered', offers: [{ status: 'rejected' }, { organisationId: 'pantry' }] });

    const accepted = await press(PANTRY, 'accept');
    expect(accepted.text).toContain('Meenakshi');
    expect(accepted.text).toContain(phone);
    expect(world.texts(phone).at(-1)).toContain('Friends of pantry will contact you');
    // the link of who declined shows nothing of her
    const old = await (await fetch(`${world.local.apiUrl}/r/${first}`)).text();
    expect(old).not.toContain('Meenakshi');

    await press(PANTRY, 'done');
    expect(await referralOf(caseId)).toMatchObject({ stage: 'done', status: 'completed' });
    expect(world.texts(phone).at(-1)).toContain('Reply 1 for yes, 2 for no');

    await motherSays(caseId, referralId, false);
    expect(await referralOf(caseId)).toMatchObject({ stage: 'inProgress', status: 'in-progress' });
    expect(world.texts(PANTRY).at(-1)).toContain('has not arrived yet');

    await press(PANTRY, 'done');
    await motherSays(caseId, referralId, true);
    expect(await referralOf(caseId)).toMatchObject({ stage: 'confirmed', closed: { outcome: 'confirmed', by: 'mother' } });
    expect(world.path('Referral', caseId).at(-1)).toBe('Referral left');
    expect(world.runs('Referral', caseId)).toHaveLength(1);
    expect(world.facts(caseId).filter((fact) => /^Referral(?!Requested)/.test(fact))).toEqual([
      'ReferralOffered',
      'ReferralDeclined',
      'ReferralOffered',
      'ReferralAccepted',
      'ReferralCompleted',
      'ReferralReopened',
      'ReferralCompleted',
      'ReferralConfirmed',
      'ReferralClosed',
    ]);
  });

  it('leaves no name, no phone and no link where they must not be', () => {
    expect(leaksOf(world, ['Meenakshi', PANTRY, KITCHEN, linkOf(PANTRY), linkOf(KITCHEN)])).toEqual([]);
  });
});
