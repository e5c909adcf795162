import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { TextReceived } from '../../../events/catalogue.ts';
import { place } from '../../../functions/casefile/entity.ts';
import { caseFiles, type CaseFiles } from '../../../functions/casefile/files.ts';
import { Inbounds } from '../../../functions/casefile/inbound.ts';
import { openQuestions } from '../../../functions/casefile/question.ts';
import { addDays, PlainDate } from '../../../functions/kernel/dates.ts';
import { derivedId } from '../../../functions/kernel/ids.ts';
import { dynamoTable } from '../../../functions/table/dynamo.ts';
import type { World } from '../../support/country.ts';
import { nextMorning } from './country.ts';
import { childOf, known, register, registrationOf } from '../../support/families.ts';
import { aContext } from '../../support/world.ts';

let world: World;
let files: CaseFiles;

/** A text of hers as it stands in her case once it was understood: the answer to what the questionnaire asked last. */
const reply = async (caseId: string, value: number) => {
  const at = world.local.clock.now();
  const question = openQuestions(await files.open(caseId, aContext(at)), at).find(({ kind }) => kind.startsWith('screen'));
  if (question === undefined) throw new Error('she was asked nothing');
  const { questionId, kind, subjectId } = question;
  const inboundId = derivedId('test inbound', questionId, value);
  const intent = { is: 'answer' as const, questionId, kind, subjectId, value };
  await files.change(caseId, aContext(at, { causationId: inboundId }), () => ({
    put: [place(Inbounds, { inboundId, receivedAt: at, channel: 'test', gatewayId: inboundId, text: String(value), intent })],
    facts: [TextReceived.of({ inboundId, intent: 'answer', question: kind })],
    answer: undefined,
  }));
  await world.settle();
};

describe('a questionnaire on mood', () => {
  beforeAll(async () => {
    world = await nextMorning();
    const client = new DynamoDBClient(world.local.clientConfig);
    files = caseFiles({ table: dynamoTable(client, () => world.local.tables[0] ?? ''), shards: () => 1 });
  });

  it('is offered six weeks after the birth, goes on where it has to, and calls a person for thoughts of self-harm', async () => {
    const registration = registrationOf(3, {
      birthDate: '1996-03-13',
      programme: 'DEFAULT',
      applicant: {},
      children: [childOf(3, addDays(PlainDate.parse(world.today()), -42))],
    });
    known(world, registration);
    const { caseId } = await register(world, registration);
    const { phone } = registration.mother;
    await world.passDays(2);
    expect(world.facts(caseId)).toContain('ScreenOffered');
    expect(world.texts(phone).filter((text) => text.includes('YES or NO'))).toHaveLength(1);

    for (const value of [1, 2, 1, 0, 0, 0, 0, 0, 0, 1]) await reply(caseId, value);

    const { body } = await world.worker.call('GET', `/cases/${caseId}/screens`);
    const items = body['items'] as readonly Record<string, unknown>[];
    const completed = new Map(items.filter(({ status }) => status === 'completed').map((item) => [item['questionnaire'], item['result']]));
    expect([...completed.keys()].sort()).toEqual(['PHQ-2', 'PHQ-9']);
    expect(completed.get('PHQ-2')).toMatchObject({ total: 3, positive: true });
    expect(completed.get('PHQ-9')).toMatchObject({ total: 4, band: 'minimal', triggered: ['self-harm'] });
    expect(world.facts(caseId).filter((fact) => fact === 'AlertOpened')).toHaveLength(1);
    const opened = world.local
      .events()
      .find((event) => event['detail-type'] === 'AlertOpened.v1' && JSON.stringify(event.detail).includes(caseId));
    expect(opened?.detail).toMatchObject({ data: { kind: 'selfHarm', level: 'emergency' } });
    expect(world.texts(phone).at(-1)).toContain('will call you');
    expect(world.logs.filter((line) => /hurting yourself|little interest/.test(line))).toEqual([]);
    expect(world.local.deadLetters()).toEqual([]);
  });
});
