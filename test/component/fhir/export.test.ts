import type { Resource } from '@medplum/fhirtypes';
import { CaseCorrected, CaseTransferred, MotherRegistered } from '../../../events/catalogue.ts';
import { parsePlainDate } from '../../../functions/kernel/dates.ts';
import { cancelExport } from '../../../functions/fhir/api/cancel-export.ts';
import { followExport } from '../../../functions/fhir/api/follow-export.ts';
import { readExportFile } from '../../../functions/fhir/export-files/api/read-export-file.ts';
import { startExport } from '../../../functions/fhir/api/start-export.ts';
import { startPatientExport } from '../../../functions/fhir/api/start-patient-export.ts';
import { parted } from '../../../functions/fhir/domain/export.ts';
import { CASE_TYPES } from '../../../functions/fhir/domain/resource-types.ts';
import { noteArea } from '../../../functions/fhir/subscribers/note-area.ts';
import { abandonExport } from '../../../functions/fhir/tasks/abandon-export.ts';
import { completeExport } from '../../../functions/fhir/tasks/complete-export.ts';
import { exportNextCases } from '../../../functions/fhir/tasks/export-next-cases.ts';
import type { Objects } from '../../../functions/runtime/objects.ts';
import type { Workflows } from '../../../functions/runtime/workflows.ts';
import { keys } from '../../../functions/table/keys.ts';
import { deliver } from '../../support/tasks.ts';
import { faultsOf } from '../../support/fhir-validator.ts';
import { memoryObjects } from '../../support/memory-objects.ts';
import { memoryTable } from '../../support/memory-table.ts';
import { aContext, call, worldOn, type CallOptions, type World } from '../../support/world.ts';
import { AT, BASE, needsOf } from './fhir-world.ts';
import { aRichCase, NATIONAL_NUMBERS } from './rich-case.ts';

const ASYNC = { prefer: 'respond-async' };
const LATER = '2026-03-01T11:00:00.000Z';

interface Input {
  readonly exportId: string;
  readonly place: { readonly area: number; readonly page: number };
}

describe('a bulk export', () => {
  let world: World;
  let caseId: string;
  let started: Input[];
  let objects: ReturnType<typeof memoryObjects>;

  const needs = () => ({
    ...needsOf(world),
    objects,
    workflows: {
      start: (_: string, __: string, input: unknown) => Promise.resolve(void started.push(input as Input)),
    } as unknown as Workflows,
  });
  const ask = (query: NonNullable<CallOptions['query']> = {}, options: CallOptions = {}) =>
    call(startExport(needs()), { query, headers: ASYNC, at: AT, ...options });
  const follow = (exportId: string, options: CallOptions = {}) =>
    call(followExport(needs()), { path: { exportId }, at: LATER, ...options });
  const context = (at: string) => ({ ...aContext(at, { by: 'workflow:ExportNextCases' }), execution: 'export-1' });
  const work = async ({ exportId, place }: Input): Promise<void> => {
    for (let next: unknown = place, done = false; !done;)
      ({ done, place: next } = (await exportNextCases(needs()).run({ exportId, place: next }, context(AT))) as {
        done: boolean;
        place: unknown;
      });
    await completeExport(needs()).run({ exportId }, context(LATER));
  };
  const linesOf = async (exportId: string, who: CallOptions = {}): Promise<readonly Resource[]> => {
    const { output } = (await follow(exportId, who)).body as { output: { type: string; url: string; count: number }[] };
    const files = await Promise.all(
      output.map(async ({ type, url, count }) => {
        expect(url.startsWith(`${BASE}/$export/${exportId}/`)).toBe(true);
        const answer = await call(readExportFile(needs()), { path: { exportId, file: url.split('/').at(-1) ?? '' }, at: LATER, ...who });
        const lines = answer.text
          .trimEnd()
          .split('\n')
          .map((line) => JSON.parse(line) as Resource);
        expect(answer.headers['content-type']).toBe('application/fhir+ndjson');
        expect(new Set(lines.map(({ resourceType }) => resourceType))).toEqual(new Set([type]));
        expect(lines).toHaveLength(count);
        return lines;
      }),
    );
    return files.flat();
  };
  const first = (): Input => {
    const [input] = started;
    if (input === undefined) throw new Error('nothing was started');
    return input;
  };

  beforeEach(async () => {
    world = worldOn(memoryTable());
    started = [];
    objects = memoryObjects();
    caseId = await aRichCase(world);
    await world.table.transact([{ put: { pk: keys.areas, sk: 'north-1', entity: 'area' } }], 'area');
  });

  it('answers where it may be followed, and then lists files whose lines are valid resources of every type', async () => {
    const answer = await ask();
    expect(answer).toMatchObject({ status: 202, headers: { 'content-location': `${BASE}/$export/${first().exportId}` } });
    expect((await follow(first().exportId)).status).toBe(202);

    await work(first());

    const { status, body } = await follow(first().exportId);
    const resources = await linesOf(first().exportId);
    expect(status).toBe(200);
    expect(body).toMatchObject({ transactionTime: AT, request: `${BASE}/$export`, requiresAccessToken: true, error: [] });
    expect(new Set(resources.map(({ resourceType }) => resourceType))).toEqual(new Set([...CASE_TYPES, 'Questionnaire']));
    expect(resources.flatMap(faultsOf)).toEqual([]);
    expect(JSON.stringify(resources)).not.toContain(NATIONAL_NUMBERS.mother);
  });

  it.each([
    ['a system of the ministry', {}, 2],
    ['a person whose role the programme does not name for results', { user: 'boss', groups: ['manager'] }, 0],
  ] as [string, CallOptions, number][])('tells answers and results of questionnaires as a read would: to %s', async (_, who, results) => {
    await ask({ _type: 'Observation,QuestionnaireResponse' }, who);
    await work(first());

    const lines = await linesOf(first().exportId, who);
    const responses = lines.filter(({ resourceType }) => resourceType === 'QuestionnaireResponse');
    expect(responses.length).toBeGreaterThan(0);
    expect(responses.some((one) => 'item' in one)).toBe(results > 0);
    expect(lines.filter((one) => 'derivedFrom' in one)).toHaveLength(results);
  });

  it('passes over a parameter that it does not know for who prefers that, and repeats what was taken', async () => {
    await ask({ _type: 'Task', _typeFilter: 'Task?status=x' }, { headers: { prefer: 'respond-async, handling=lenient' } });
    await work(first());

    expect((await follow(first().exportId)).body).toMatchObject({ request: `${BASE}/$export?_type=Task` });
    expect(new Set((await linesOf(first().exportId)).map(({ resourceType }) => resourceType))).toEqual(new Set(['Task']));
  });

  it('leaves in the audit of each case who asked for it', async () => {
    await ask({}, { client: 'warehouse' });
    await work(first());

    expect((await world.table.all(keys.audit(caseId))).map(({ by, why }) => [by, why])).toContainEqual(['client:warehouse', 'fhir export']);
  });

  it('goes through every area page by page, each case once, also when a page is tried again', async () => {
    for (let n = 0; n < 60; n += 1) await aRichCase(world, { area: 'south-1' });
    await world.table.transact([{ put: { pk: keys.areas, sk: 'south-1', entity: 'area' } }], 'area south');
    await ask({ _type: 'EpisodeOfCare' });
    await exportNextCases(needs()).run(first(), context(AT));
    await work(first());

    const ids = (await linesOf(first().exportId)).map(({ id }) => id);

    // a mother and her twins, of 61 cases
    expect(ids).toHaveLength(183);
    expect(new Set(ids).size).toBe(183);
  });

  it('leaves out who withdrew from the programme and what was erased', async () => {
    await aRichCase(world, { purposes: ['verification'] });
    await aRichCase(world, { erasedOn: parsePlainDate('2026-02-01') });
    await ask({ _type: 'Patient' });
    await work(first());

    expect((await linesOf(first().exportId)).map(({ id }) => id)).toHaveLength(3);
  });

  it('gives what changed since an instant, and patients without what is about none', async () => {
    await call(startPatientExport(needs()), {
      path: { type: 'Patient' },
      query: { _type: 'Task,Communication,Questionnaire', _since: '2026-02-01T00:00:00Z' },
      headers: ASYNC,
      at: AT,
    });
    await work(first());

    expect((await linesOf(first().exportId)).map(({ resourceType }) => resourceType)).toEqual(['Task']);
  });

  it('is stopped by whoever asked for it, and nothing of it is left', async () => {
    await ask();
    const [before] = started;
    const { exportId } = first();
    await exportNextCases(needs()).run(before, context(AT));
    expect(objects.keys().length).toBeGreaterThan(5);
    expect(objects.keys().every((key) => /^exports\/[\da-f-]{36}\/[A-Za-z]+-\d+-\d+-\d+\.ndjson\.gz$/.test(key))).toBe(true);

    expect((await call(cancelExport(needs()), { path: { exportId }, at: LATER })).status).toBe(202);
    const [, clearing] = started;
    if (clearing === undefined) throw new Error('nothing takes the files away');
    await work(clearing);

    expect((await follow(exportId)).status).toBe(404);
    expect(objects.keys()).toEqual([]);
    expect((await world.table.all(keys.export(exportId).pk)).map(({ entity }) => entity)).toEqual(['export']);
  });

  it('keeps nothing of the page that was under way when it was cancelled', async () => {
    await ask();
    const { exportId } = first();
    const cancelling: Objects = {
      ...objects,
      async put(key, object) {
        await objects.put(key, object);
        if (objects.keys().length === 1) await call(cancelExport(needs()), { path: { exportId }, at: LATER });
      },
    };

    await exportNextCases({ ...needs(), objects: cancelling }).run(first(), context(AT));

    expect(objects.keys()).toEqual([]);
    expect((await world.table.all(keys.export(exportId).pk)).map(({ entity }) => entity)).toEqual(['export']);
  });

  it('is nobody else’s, says when it failed, and ends after two days', async () => {
    await ask();
    const { exportId } = first();
    expect((await follow(exportId, { client: 'somebody' })).status).toBe(404);

    await abandonExport(needs()).run({ exportId }, context(LATER));

    expect(await follow(exportId)).toMatchObject({ status: 500, body: { resourceType: 'OperationOutcome' } });
    expect((await follow(exportId, { at: '2026-03-03T10:00:00.000Z' })).status).toBe(404);
  });

  it.each([
    [{}, { partner: true }, 403, 'only a system of the ministry'],
    [{}, { user: 'boss', groups: ['worker'] }, 403, 'needs the role manager or admin'],
    [{}, { headers: {} }, 400, 'respond-async'],
    [{ _type: 'Device' }, {}, 400, 'there is no type Device'],
    [{ _typeFilter: 'x' }, {}, 400, '_typeFilter is not supported'],
    [{ _outputFormat: 'text/csv' }, {}, 400, '_outputFormat must be'],
    [{ _outputFormat: 'text/csv' }, { headers: { prefer: 'respond-async, handling=lenient' } }, 400, '_outputFormat must be'],
  ] as [Record<string, string>, CallOptions, number, string][])(
    'is refused for %j by %j with %i',
    async (query, options, status, reason) => {
      const answer = await ask(query, options);

      expect(answer.status).toBe(status);
      expect(answer.text).toContain(reason);
      expect(started).toEqual([]);
    },
  );

  it('knows the areas from what happened in them', async () => {
    const subscriptions = noteArea({ table: world.table });
    const happened = async (detailType: string, data: Readonly<Record<string, unknown>>, area?: string): Promise<void> => {
      const subscription = subscriptions.find((one) => one.detailType === detailType);
      if (subscription === undefined) throw new Error(`nobody listens to ${detailType}`);
      await deliver(subscription, caseId, data, AT, area, area);
    };

    await happened(MotherRegistered.detailType, { personId: caseId, channel: 'worker', children: 0, hasNationalId: true });
    await happened(CaseTransferred.detailType, { fromArea: 'north-1', toArea: 'west-9' });
    await happened(CaseCorrected.detailType, { correctionId: caseId, fields: ['language'] }, 'east-2');
    await happened(CaseCorrected.detailType, { correctionId: caseId, fields: ['area'] }, 'south-7');

    expect((await world.table.all(keys.areas)).map(({ sk }) => sk)).toEqual(['north-1', 'south-7', 'west-9']);
  });
});

describe('the lines of an export', () => {
  it('are parted so that each part can be answered by one call, and none is lost', () => {
    const lines = Array.from({ length: 900 }, (_, n) => `${String(n)} ${'é'.repeat(2000)}`);

    const parts = parted(lines);

    expect(parts.length).toBeGreaterThan(1);
    expect(parts.flatMap(({ text }) => text.trimEnd().split('\n'))).toEqual(lines);
    expect(parts.map(({ text }) => text.split('\n').length - 1)).toEqual(parts.map(({ count }) => count));
    expect(parts.every(({ text }) => Buffer.byteLength(text) <= 2_000_000)).toBe(true);
    expect(parted([])).toEqual([]);
  });
});
