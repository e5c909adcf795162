import { jest } from '@jest/globals';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { callerOf, hostFixture, START } from './fixture.ts';
import type { LocalSystem } from '../../../infra/local/local-system.ts';

jest.setTimeout(60_000);

describe('data in a file', () => {
  let file: string;
  let local: LocalSystem | undefined;
  beforeEach(() => (file = mkdtempSync(join(tmpdir(), 'nestling-data-'))));
  afterEach(async () => {
    await local?.stop();
    rmSync(file, { recursive: true });
  });
  const restart = async (options: Parameters<typeof hostFixture>[0] = {}) => {
    await local?.stop();
    local = await hostFixture({ data: { file }, clock: { mode: 'manual' }, ...options });
    return { local, call: await callerOf(local) };
  };

  it('keeps records, executions, waits, tokens, messages and the clock over a restart', async () => {
    const before = await restart({ clock: { mode: 'manual', start: START } });
    for (const id of ['1', '2']) await before.call('POST', '/notes', { id, text: `note ${id}` });
    await before.local.idle();
    await before.call('POST', '/notes/1/answer', 'yes');
    await before.local.clock.advanceBy({ days: 3 });

    const after = await restart();
    expect(after.local.clock.now()).toBe('2026-03-04T08:00:00.000Z');
    expect(await after.call('GET', '/notes/1')).toMatchObject({ status: 200, body: { text: 'note 1' } });
    await after.local.idle();
    expect(after.local.meters().functions['NotesTasks']).toMatchObject({ invocations: 0 });
    await after.call('POST', '/notes/2/answer', 'no');
    await after.local.clock.advanceTo('2026-03-11T08:00:00.000Z');
    expect(after.local.sms()).toMatchObject([{ message: 'note 1: yes', at: '2026-03-11T08:00:00.000Z' }]);
    await after.local.clock.advanceTo('2026-03-14T08:00:00.000Z');

    expect(after.local.sms()).toMatchObject([{ message: 'note 1: yes' }, { message: 'note 2: no', at: '2026-03-14T08:00:00.000Z' }]);
    const again = await restart();
    expect(again.local.sms()).toHaveLength(2);
    expect(again.local.executions().filter(({ machine }) => machine === 'ReviewNote')).toMatchObject([
      { status: 'SUCCEEDED' },
      { status: 'SUCCEEDED' },
    ]);
  });

  it('relays after a restart what was written before it', async () => {
    const before = await restart({
      clock: { mode: 'manual', start: START },
      onCall: ({ service }) => (service === 'events' ? 'fail-before' : 'pass'),
    });
    await before.call('POST', '/notes', { id: '1', text: 'hello' });
    await before.local.idle();
    expect(before.local.events()).toEqual([]);

    const after = await restart();
    await after.local.idle();

    expect(after.local.events()).toMatchObject([{ 'detail-type': 'NoteWritten.v1', detail: { id: '1' } }]);
    expect(after.local.executions()).toHaveLength(1);
  });

  it('is for one process at a time', async () => {
    await restart();
    writeFileSync(join(file, 'running.pid'), String(process.ppid));

    await expect(hostFixture({ data: { file } })).rejects.toThrow(`is in use by process ${process.ppid}`);
  });

  it('takes up an asynchronous event that was still being retried', async () => {
    const before = await restart({
      clock: { mode: 'manual', start: START },
      onCall: ({ service }) => (service === 'states' ? 'fail-before' : 'pass'),
    });
    await before.call('POST', '/notes', { id: '1', text: 'hello' });
    await before.local.idle();
    expect(before.local.executions()).toEqual([]);

    const after = await restart();
    await after.local.clock.advanceBy({ minutes: 1 });

    expect(after.local.executions()).toMatchObject([{ name: 'note-1', status: 'RUNNING' }]);
  });
});
