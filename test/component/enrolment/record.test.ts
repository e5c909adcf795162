import { getCard } from '../../../functions/cards/api/get-card.ts';
import { putExtraData } from '../../../functions/enrolment/api/put-extra-data.ts';
import { aCase, shippedProgrammes, type CaseSeed } from '../../support/builders.ts';
import { startEngine, type Engine } from '../../support/engine.ts';
import { aContext, aWorld, call } from '../../support/world.ts';
import { looksAt } from '../../support/looks.ts';

let engine: Engine;
beforeAll(async () => {
  engine = await startEngine();
});
afterAll(() => engine.stop());

const AT = '2026-03-01T10:00:00.000Z';

const setUp = async (root: CaseSeed['root'] = {}) => {
  const world = await aWorld(engine);
  const needs = { files: world.files, programmes: shippedProgrammes };
  const caseId = await aCase(world.files, { root: { programme: 'IN-PMMVY2', status: 'enrolled', ...root } });
  return {
    world,
    caseId,
    put: (facts: unknown) => call(putExtraData(needs), { path: { caseId }, body: { facts } }),
    card: (query: Record<string, string> = {}) => call(getCard(needs), { path: { caseId }, query }),
    applicant: async () => (await world.files.open(caseId, aContext(AT))).root.applicant,
  };
};

describe('PUT /cases/{caseId}/extra-data', () => {
  it('sets the facts that are named, takes back those that are null, and leaves the others', async () => {
    const { world, caseId, put, applicant } = await setUp({ applicant: { categories: ['SC'], employment: 'none' } });

    expect(await put({ livingChildren: 1, employment: null })).toMatchObject({
      status: 200,
      body: { facts: { categories: ['SC'], livingChildren: 1 } },
    });
    expect(await applicant()).toEqual({ categories: ['SC'], livingChildren: 1 });
    expect((await world.eventsOf(caseId)).map(({ detailType, detail }) => [detailType, detail.data['fields']])).toEqual([
      ['CaseCorrected.v1', ['applicant.livingChildren', 'applicant.employment']],
    ]);
  });

  it('announces nothing when nothing changes', async () => {
    const { world, caseId, put } = await setUp({ applicant: { livingChildren: 1 } });
    await put({ livingChildren: 1 });

    expect(await world.factsOf(caseId)).toEqual([]);
  });

  it.each([
    ['a fact that the programme does not ask for', { shoeSize: 38 }, '#/body/facts/shoeSize'],
    ['a fact of another type', { livingChildren: 'one' }, '#/body/facts/livingChildren'],
    ['a fact that follows from the registration', { age: 30 }, '#/body/facts/age'],
  ])('refuses %s and stores nothing', async (_, facts, pointer) => {
    const { put, applicant } = await setUp();

    expect(await put({ employment: 'none', ...facts })).toMatchObject({ status: 400, body: { errors: [{ pointer }] } });
    expect(await applicant()).toEqual({});
  });

  it('refuses a case that has left', async () => {
    const { put } = await setUp({ status: 'exited' });

    expect((await put({ employment: 'none' })).status).toBe(409);
  });
});

describe('GET /cases/{caseId}/card', () => {
  const enrolled = { enrolled: { at: AT, programmeNumber: 'PMV4F7KQ2M9XAB' } };

  it('gives the card to be printed, without anything of the mother, and notes who asked', async () => {
    const { world, caseId, card } = await setUp(enrolled);
    const answer = await card();

    expect(answer).toMatchObject({ status: 200, headers: { 'content-type': 'image/svg+xml' } });
    expect(answer.text).toContain('PMV4F7KQ2M9XAB');
    expect(answer.text).not.toMatch(/Asha|Devi/);
    expect(await looksAt(world.table, caseId)).toHaveLength(1);
  });

  it.each(['qr', 'code128'])('gives the %s symbol as a PNG picture', async (symbol) => {
    const answer = await (await setUp(enrolled)).card({ symbol, format: 'png' });

    expect(answer.headers['content-type']).toBe('image/png');
    expect(Buffer.from(answer.text, 'base64').subarray(0, 8)).toEqual(Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]));
  });

  it('is refused before she is enrolled, and for a symbol that no scanner knows', async () => {
    expect((await (await setUp({ status: 'eligible' })).card()).status).toBe(409);
    expect(await (await setUp(enrolled)).card({ symbol: 'aztec' })).toMatchObject({
      status: 400,
      body: { errors: [{ pointer: '#/query/symbol' }] },
    });
  });
});
