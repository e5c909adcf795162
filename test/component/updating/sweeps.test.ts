import { randomUUID } from 'node:crypto';
import { Children, Occurrences } from '../../../functions/casefile/case.ts';
import { place, type Placed } from '../../../functions/casefile/entity.ts';
import { allOf } from '../../../functions/casefile/files.ts';
import { Reviews } from '../../../functions/casefile/review.ts';
import { addDays, parsePlainDate } from '../../../functions/kernel/dates.ts';
import { Problem } from '../../../functions/kernel/problem.ts';
import type { CivilRegistryPort, RegistryChange, UnreadableChange } from '../../../functions/partners/civil-registry.ts';
import { registerMother } from '../../../functions/registration/api/register-mother.ts';
import type { TaskContext } from '../../../functions/runtime/task.ts';
import { dueOn, keys } from '../../../functions/table/keys.ts';
import type { Table } from '../../../functions/table/table.ts';
import { ExitWatches, RegistryReports } from '../../../functions/updating/records.ts';
import { applyRegistryReport } from '../../../functions/updating/subscribers/apply-registry-report.ts';
import { askCivilRegistry } from '../../../functions/updating/sweeps/ask-civil-registry.ts';
import { findDueItems } from '../../../functions/updating/sweeps/find-due-items.ts';
import { listShards } from '../../../functions/updating/sweeps/list-shards.ts';
import { aCase, shippedProgrammes as programmes } from '../../support/builders.ts';
import { aBus, deliverAll } from '../../support/deliver.ts';
import { startEngine, type Engine } from '../../support/engine.ts';
import { aContext, aWorld, call, testVault as vault, type World } from '../../support/world.ts';

const AT = '2026-03-01T10:00:00.000Z';
const day = parsePlainDate;
/** As a state of a state machine would make it, entered once. */
const taskContext = (at = AT): TaskContext => ({ ...aContext(at), execution: 'sweep-1', causationId: randomUUID() });

describe('sweeps', () => {
  let engine: Engine;
  let world: World;
  let tests = 0;

  beforeAll(async () => {
    engine = await startEngine();
  });
  afterAll(() => engine.stop());
  beforeEach(async () => {
    world = await aWorld(engine);
    tests += 1;
  });

  const nameOf = (name: string) => `sweep-${String(tests)}-${name}`;

  it('names every shard', async () => {
    expect(await listShards({ shards: () => 3 }).run({}, taskContext())).toEqual({ shards: [0, 1, 2] });
  });

  describe('finding what is due', () => {
    const counted = (): { table: Table; reads: string[] } => {
      const reads: string[] = [];
      return {
        reads,
        table: { ...world.table, pageOf: (index, pk, range, request) => (reads.push(pk), world.table.pageOf(index, pk, range, request)) },
      };
    };
    const sweep = (time: string, needs: Partial<Parameters<typeof findDueItems>[0]> = {}, progress?: unknown) =>
      findDueItems({ table: world.table, publish: aBus().publish, ...needs }).run(
        { sweep: 'exit', shard: 0, time, progress },
        taskContext(time),
      ) as Promise<{
        finished: boolean;
        found: number;
        next?: string;
      }>;
    const aWatchedCase = (name: string, watchedOn: string) =>
      aCase(world.files, { name: nameOf(name), put: [place(ExitWatches, { watchedOn: day(watchedOn) })] });
    /** Many items at a time in shard 0, as their index entries. */
    const aCrowd = async (count: number, on: string) => {
      for (let start = 0; start < count; start += 50)
        await world.table.transact(
          Array.from({ length: Math.min(50, count - start) }, (_, index) => {
            const id = nameOf(`crowd-${on}-${String(start + index)}`);
            return {
              put: { pk: `CASE#${id}`, sk: 'X', entity: 'x', area: 'a', programme: 'p', ...dueOn('exit', day(on), 'exit', id, 'X', 1) },
            };
          }),
          nameOf(`crowd-${on}-${String(start)}`),
        );
    };

    it('tells each owner once a sweep, with area and programme, and asks once a shard', async () => {
      const ids = await Promise.all(['a', 'b', 'c', 'd'].map((name) => aWatchedCase(name, '2026-03-05')));
      const bus = aBus();
      const { table, reads } = counted();

      for (const shard of [0, 1])
        await findDueItems({ table, publish: bus.publish }).run({ sweep: 'exit', shard, time: '2026-03-05T03:00:00Z' }, taskContext());

      const details = bus.published.map(
        ({ detail }) => JSON.parse(detail) as { metadata: Record<string, string>; data: Record<string, string> },
      );
      expect(details.map(({ metadata }) => metadata['caseId']).sort()).toEqual([...ids].sort());
      expect(details[0]).toMatchObject({
        metadata: { area: 'north-1', programme: 'DEFAULT', occurredAt: '2026-03-05T03:00:00.000Z' },
        data: { kind: 'childAge', item: 'EXITWATCH', dueOn: '2026-03-05' },
      });
      expect(reads).toEqual(['DUE#exit#0', 'DUE#exit#1']);
    });

    it('finds again, in the first sweep of a day, what has been due for however long, and later only what fell due that day', async () => {
      await aCrowd(3, '2025-11-20');
      await aCrowd(2, '2026-03-06');

      expect((await sweep('2026-03-05T00:00:00Z')).found).toBe(3);
      expect((await sweep('2026-03-05T01:00:00Z')).found).toBe(0);
      expect((await sweep('2026-03-06T00:00:00Z')).found).toBe(5);
      expect((await sweep('2026-03-06T01:00:00Z')).found).toBe(2);
    });

    it('finds nothing of a day that has not come', async () => {
      await aWatchedCase('a', '2026-03-06');

      expect((await sweep('2026-03-05T03:00:00Z')).found).toBe(0);
    });

    it('stops early and goes on from there, page by page, until all is told once', async () => {
      await aCrowd(2150, '2026-03-05');
      const bus = aBus();

      const first = await sweep('2026-03-05T03:00:00Z', { publish: bus.publish });
      const second = await sweep('2026-03-05T03:00:00Z', { publish: bus.publish }, { value: first });

      expect(first).toMatchObject({ finished: false, next: expect.any(String) as string });
      expect(second).toMatchObject({ finished: true });
      expect(first.found + second.found).toBe(2150);
      expect(
        new Set(bus.published.map(({ detail }) => (JSON.parse(detail) as { metadata: { eventId: string } }).metadata.eventId)).size,
      ).toBe(2150);
    });

    it('leaves the cursor where it was when the bus refuses, so that the next sweep finds the same', async () => {
      await aCrowd(1, '2026-03-05');

      await expect(
        sweep('2026-03-05T03:00:00Z', { publish: (events) => Promise.resolve(events.map((_, place) => place)) }),
      ).rejects.toThrow('refused 1 of 1');

      expect((await sweep('2026-03-09T03:00:00Z')).found).toBe(1);
      expect(await world.table.find(keys.cursor('sweep#exit#0'))).toMatchObject({ sweptOn: '2026-03-09' });
    });
  });

  describe('asking the civil registry', () => {
    const needs = () => ({ files: world.files, table: world.table, vault, programmes });
    const aRegistry = (
      changes: readonly RegistryChange[],
      page = 50,
      unreadable: readonly UnreadableChange[] = [],
    ): { port: CivilRegistryPort; asked: (string | undefined)[] } => {
      const asked: (string | undefined)[] = [];
      const port = {
        changesSince: (cursor: string | undefined) => {
          asked.push(cursor);
          const rest = changes.filter(({ changeId }) => cursor === undefined || changeId > cursor);
          const nextCursor = rest.slice(0, page).at(-1)?.changeId ?? cursor;
          return Promise.resolve({
            changes: rest.slice(0, page),
            unreadable,
            more: rest.length > page,
            ...(nextCursor === undefined ? {} : { nextCursor }),
          });
        },
      } as unknown as CivilRegistryPort;
      return { port, asked };
    };
    const ask = (port: CivilRegistryPort, time = '2026-03-02T01:00:00Z') =>
      askCivilRegistry({ ...needs(), civilRegistry: () => port }).run({ time }, taskContext(time));
    const register = async (number: string, changes: Record<string, unknown> = {}) => {
      const body = {
        programme: 'DEFAULT',
        area: 'north-1',
        language: 'en',
        mother: { givenName: 'Sowmya', familyName: 'Krishnamurti', birthDate: '1998-05-04', nationalId: number },
        children: [{ sex: 'female', bornOn: '2026-02-20', birthPlace: 'facility', nationalId: `child-of-${number}` }],
        consent: { method: 'paper', scanReference: 'scan-1' },
        externalReference: nameOf(number),
        ...changes,
      };
      return String((await call(registerMother(needs()), { body, at: AT })).body['caseId']);
    };
    const settle = (caseId: string) => deliverAll(world, caseId, [applyRegistryReport(needs())]);
    const open = (caseId: string) => world.files.open(caseId, aContext(AT));

    it('keeps what concerns a case with its event, and nothing of anybody else', async () => {
      const caseId = await register('53');
      const { port, asked } = aRegistry([
        { changeId: '0001', kind: 'death', subject: { nationalId: '99' }, on: day('2026-02-27') },
        { changeId: '0002', kind: 'death', subject: { nationalId: '53' }, on: day('2026-02-28') },
      ]);

      expect(await ask(port)).toEqual({ reported: 1, more: false });
      expect(await ask(port)).toEqual({ reported: 0, more: false });

      expect(asked).toEqual([undefined, '0002']);
      const reported = (await world.eventsOf(caseId)).filter(({ detailType }) => detailType === 'RegistryReported.v1');
      expect(reported.map(({ detail }) => detail.data)).toEqual([{ changeId: '0002', kind: 'death', subject: 'mother', on: '2026-02-28' }]);
      await settle(caseId);
      expect((await open(caseId)).root).toMatchObject({ status: 'exited', messages: 'none', exit: { reason: 'motherDeath' } });
    });

    it('asks from the same place again when keeping failed, and keeps each change once', async () => {
      const caseId = await register('53');
      const { port } = aRegistry([
        { changeId: '0001', kind: 'move', subject: { nationalId: '53' }, on: day('2026-02-27'), area: 'south-1' },
      ]);
      const refusing: Table = {
        ...world.table,
        transact: (writes, token) =>
          writes.some((write) => 'put' in write && write.put.entity === 'cursor')
            ? Promise.reject(new Error('down'))
            : world.table.transact(writes, token),
      };

      await expect(
        askCivilRegistry({ ...needs(), table: refusing, civilRegistry: () => port }).run({ time: AT }, taskContext()),
      ).rejects.toThrow('down');
      await ask(port);

      expect(allOf(await open(caseId), RegistryReports)).toHaveLength(1);
      await settle(caseId);
      expect((await world.factsOf(caseId)).slice(-2)).toEqual(['RegistryReported.v1', 'MotherMoved.v1']);
    });

    it('leaves a change that cannot be read to a person who knows the case, once, and takes the one behind it', async () => {
      const caseId = await register('53');
      const { port } = aRegistry([{ changeId: '0002', kind: 'death', subject: { nationalId: '53' }, on: day('2026-02-28') }], 50, [
        { changeId: '0001', subject: { nationalId: '53' }, facts: ['on'] },
        { changeId: '0000', subject: { nationalId: '99' }, facts: ['kind'] },
      ]);

      expect(await ask(port)).toEqual({ reported: 1, more: false });
      expect(await ask(port, '2026-03-02T02:00:00Z')).toEqual({ reported: 0, more: false });

      expect(allOf(await open(caseId), Reviews)).toMatchObject([
        { kind: 'registryReport', status: 'open', about: { changeId: '0001', subject: 'mother', because: 'Unreadable', facts: ['on'] } },
      ]);
    });

    it('fails for all to see about a change of which nobody can tell whose it is, and goes on behind it', async () => {
      await register('53');
      const { port, asked } = aRegistry([{ changeId: '0002', kind: 'death', subject: { nationalId: '53' }, on: day('2026-02-28') }], 50, [
        { changeId: '0001', facts: ['nationalId'] },
      ]);

      await expect(ask(port)).rejects.toMatchObject({ name: 'PartnerAnswerInvalid', message: expect.stringContaining('0001') as string });
      await ask(aRegistry([]).port);
      await ask(port).catch(() => undefined);

      expect(asked).toEqual([undefined, '0002']);
    });

    it('leaves a birth to a person whose number another case holds', async () => {
      const other = await register('54', {
        children: [{ sex: 'female', bornOn: '2026-02-20', birthPlace: 'home', nationalId: 'C-9' }],
      });
      const caseId = await register('53', { children: [{ sex: 'female', bornOn: '2026-02-20', birthPlace: 'home' }] });
      const birth = { changeId: '0001', kind: 'birth', subject: { nationalId: '53' }, on: day('2026-02-20') } as const;
      await ask(aRegistry([{ ...birth, child: { childId: 'C-9' } }]).port);

      await settle(caseId);

      const file = await open(caseId);
      expect(allOf(file, Reviews)).toMatchObject([{ kind: 'registryReport', about: { because: 'ChildAlreadyRegistered' } }]);
      expect(allOf(file, Children)[0]?.nationalId).toBeUndefined();
      expect(allOf(await open(other), Children)).toHaveLength(1);
    });

    it('says when there is more, and passes on that the registry is down', async () => {
      const { port } = aRegistry(
        [1, 2, 3].map((number) => ({
          changeId: `000${String(number)}`,
          kind: 'death',
          subject: { nationalId: '99' },
          on: day('2026-02-27'),
        })),
        2,
      );
      const down = {
        changesSince: () => Promise.reject(new Problem('PartnerUnavailable', 'the registry does not answer')),
      } as unknown as CivilRegistryPort;

      expect(await ask(port)).toMatchObject({ more: true });
      expect(await ask(port)).toMatchObject({ more: false });
      await expect(ask(down)).rejects.toThrow('does not answer');
    });

    it('leaves what is left of a long list to the next sweep, so that what is due need not wait for it', async () => {
      const changes = ['0001', '0002', '0003'].map(
        (changeId) => ({ changeId, kind: 'death', subject: { nationalId: '99' }, on: day('2026-02-27') }) as const,
      );
      const { port, asked } = aRegistry(changes, 1);
      const time = '2026-03-02T01:00:00Z';
      const askAt = (at: string) => askCivilRegistry({ ...needs(), civilRegistry: () => port }).run({ time }, taskContext(at));

      expect(await askAt('2026-03-02T01:09:00.000Z')).toEqual({ reported: 0, more: true });
      expect(await askAt('2026-03-02T01:10:00.000Z')).toEqual({ reported: 0, more: false });
      await ask(port, '2026-03-02T02:00:00Z');

      expect(asked).toEqual([undefined, '0001', '0002']);
    });

    it('records the death of a child by the number it was registered with', async () => {
      const caseId = await register('53');
      await ask(aRegistry([{ changeId: '0001', kind: 'death', subject: { childId: 'CHILD-OF-53' }, on: day('2026-02-27') }]).port);
      await settle(caseId);

      const file = await open(caseId);
      expect(allOf(file, Children)).toMatchObject([{ diedOn: '2026-02-27' }]);
      expect(file.root.messages).toBe('bereavement');
    });

    it('completes the registration of a child that was awaited', async () => {
      const caseId = await register('53', { children: [{ sex: 'female', bornOn: '2026-02-20', birthPlace: 'home' }] });
      await ask(
        aRegistry([
          {
            changeId: '0001',
            kind: 'birth',
            subject: { nationalId: '53' },
            on: day('2026-02-20'),
            child: { childId: 'C-9', certificate: 'BC-9' },
          },
        ]).port,
      );
      expect(JSON.stringify(await world.eventsOf(caseId))).not.toContain('C-9');

      await settle(caseId);

      const file = await open(caseId);
      const [child] = allOf(file, Children);
      expect(child).toMatchObject({ birthRegistered: true });
      expect(await vault.open(String(child?.nationalId), String(child?.childId))).toBe('C-9');
      expect((await world.table.find(keys.claim('certificate', await vault.hash('certificate', 'BC-9'))))?.['caseId']).toBe(caseId);
      expect(allOf(file, Occurrences).map(({ source }) => source)).toContain('birthRegistered');
      expect(await world.factsOf(caseId)).toContain('BirthRegistrationCompleted.v1');
    });

    it.each<[string, RegistryChange]>([
      [
        'a birth that nobody has told of',
        { changeId: '0001', kind: 'birth', subject: { nationalId: '53' }, on: day('2026-02-27'), child: { childId: 'C-9' } },
      ],
      ['a death before the birth of her child', { changeId: '0001', kind: 'death', subject: { nationalId: '53' }, on: day('2026-02-01') }],
      ['a move to nowhere', { changeId: '0001', kind: 'move', subject: { nationalId: '53' }, on: day('2026-02-27') }],
    ])('leaves %s to a person', async (_, change) => {
      const caseId = await register('53');
      await ask(aRegistry([change]).port);

      await settle(caseId);
      await settle(caseId);

      const file = await open(caseId);
      expect(file.root.status).toBe('registered');
      expect(allOf(file, Reviews)).toMatchObject([{ kind: 'registryReport', status: 'open', dueOn: addDays(day('2026-03-02'), 7) }]);
    });
  });

  it('shows an item of the due index who it belongs to', () => {
    const placed: Placed = place(ExitWatches, { watchedOn: day('2026-03-05') });
    const root = { caseId: 'c', area: 'north-1', programme: 'DEFAULT' } as Parameters<Placed['toItem']>[0]['root'];

    expect(placed.toItem({ root, shards: 1 })).toMatchObject({ area: 'north-1', programme: 'DEFAULT' });
  });
});
