import { gzipSync } from 'node:zlib';
import type { Resource } from '@medplum/fhirtypes';
import * as z from 'zod';
import { CaseRoot } from '../../casefile/case.ts';
import { isConsentedTo } from '../../consent/domain/consent-record.ts';
import { derivedId } from '../../kernel/ids.ts';
import type { Objects } from '../../runtime/objects.ts';
import { task, type TaskContext } from '../../runtime/task.ts';
import { keys, placePartition } from '../../table/keys.ts';
import { seesResults } from '../../screening/domain/sees-results.ts';
import { TransactionRefused, type Page } from '../../table/table.ts';
import { resourcesOf } from '../domain/everything.ts';
import { Export, fileWrites, linesKey, parted, Place } from '../domain/export.ts';
import { questionnairesOf } from '../domain/resources/questionnaires.ts';
import { clearExport } from '../clear-export.ts';
import { settingOf, type RecordNeeds } from '../open-record.ts';

/** How many cases one call of the task puts into files. */
const CASES_A_PAGE = 50;

/** The resources of a case that the ministry may hold: its record was not erased, and her consent to the programme was not withdrawn. */
const resourcesIn = async (needs: RecordNeeds, one: Export, caseId: string, context: TaskContext): Promise<readonly Resource[]> => {
  const file = await needs.files.read(caseId, { ...context, by: one.by }, 'fhir export');
  if (file.root.erasedOn !== undefined || !isConsentedTo(file, 'programme')) return [];
  const viewer = one.roles === undefined ? { roles: [] } : { user: one.by, roles: one.roles };
  const withResults = seesResults(needs.programmes.get(file.root.programme), viewer);
  return resourcesOf(await settingOf(needs, file, one.at, withResults), one.types, one.since);
};

interface Needs extends RecordNeeds {
  readonly objects: Objects;
}

/** Keeps the lines of a page; nothing of them where the export was ended meanwhile. */
const store = async ({ table, objects }: Needs, one: Export, place: Place, resources: readonly Resource[]): Promise<void> => {
  for (const type of one.types) {
    const lines = resources.filter(({ resourceType }) => resourceType === type).map((resource) => JSON.stringify(resource));
    for (const [part, { count, text }] of parted(lines).entries()) {
      const name = [type, place.area, place.page, part].join('-');
      // the same page again gives the same names
      const key = linesKey(one.exportId, name);
      await objects.put(key, { bytes: gzipSync(text), mediaType: 'application/gzip' });
      try {
        await table.transact(fileWrites(one, { name, type, count }), derivedId('export file', one.exportId, name, text).slice(0, 36));
      } catch (error) {
        if (!(error instanceof TransactionRefused)) throw error;
        await objects.remove(key);
        return;
      }
    }
  }
};

const sharedBy = (needs: RecordNeeds, { types }: Export): readonly Resource[] =>
  types.includes('Questionnaire') ? questionnairesOf(needs.programmes.all(), needs.questionnaires()) : [];

/** Puts the resources of the next cases of an area into files, and says where the cases after them begin; of a cancelled export it takes files away. */
export const exportNextCases = (needs: Needs) =>
  task(z.object({ exportId: z.uuid(), place: Place }), async ({ exportId, place }, context) => {
    const one = Export.parse(await needs.table.find(keys.export(exportId)));
    if (one.status === 'cancelled') return { done: await clearExport(needs, exportId), place };
    if (one.status !== 'running') return { done: true, place };
    const isFirst = place.area === 0 && place.page === 0;
    const area = one.areas[place.area];
    const page: Page =
      area === undefined
        ? { items: [] }
        : await needs.table.pageOf(
            'place',
            placePartition('CASES', area),
            {},
            { limit: CASES_A_PAGE, ...(place.after === undefined ? {} : { after: place.after }) },
          );
    const resources = isFirst ? [...sharedBy(needs, one)] : [];
    for (const item of page.items) resources.push(...(await resourcesIn(needs, one, CaseRoot.parse(item).caseId, context)));
    await store(needs, one, place, resources);
    const next: Place =
      page.next === undefined ? { area: place.area + 1, page: 0 } : { area: place.area, after: page.next, page: place.page + 1 };
    return { done: next.area >= one.areas.length, place: next };
  });
