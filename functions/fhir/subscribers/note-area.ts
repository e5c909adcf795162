import { CaseCorrected, CaseTransferred, MotherMoved, MotherRegistered } from '../../../events/catalogue.ts';
import { derivedId } from '../../kernel/ids.ts';
import { on, type Subscription } from '../../runtime/subscriber.ts';
import { keys } from '../../table/keys.ts';
import type { Table } from '../../table/table.ts';

interface Needs {
  readonly table: Pick<Table, 'transact'>;
}

const note = ({ table }: Needs, area: string, eventId: string): Promise<void> =>
  table.transact([{ put: { pk: keys.areas, sk: area, entity: 'area' } }], derivedId('area', eventId));

/** Keeps the list of areas that have cases, so that an export of all of them needs no scan. */
export const noteArea = (needs: Needs): readonly Subscription[] => [
  on(MotherRegistered, 'NoteArea', ({ metadata: { area, eventId } }) => note(needs, area, eventId)),
  on(MotherMoved, 'NoteArea', ({ metadata: { eventId }, data: { toArea } }) => note(needs, toArea, eventId)),
  on(CaseCorrected, 'NoteArea', async ({ metadata: { area, eventId }, data: { fields } }) => {
    if (fields.includes('area')) await note(needs, area, eventId);
  }),
  on(CaseTransferred, 'NoteArea', ({ metadata: { eventId }, data: { toArea } }) => note(needs, toArea, eventId)),
];
