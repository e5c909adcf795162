import { apiFunction } from '../../runtime/api.ts';
import { files, table } from '../../runtime/aws.ts';
import { programmes } from '../../runtime/programmes.ts';
import { addNote } from './add-note.ts';
import { closeGrievance } from './close-grievance.ts';
import { giveCompliment } from './give-compliment.ts';
import { listCaseGrievances } from './list-case-grievances.ts';
import { listCompliments } from './list-compliments.ts';
import { listContacts } from './list-contacts.ts';
import { listGrievances } from './list-grievances.ts';
import { listNotes } from './list-notes.ts';
import { listTransfers } from './list-transfers.ts';
import { listVisits } from './list-visits.ts';
import { listWorkerContacts } from './list-worker-contacts.ts';
import { openGrievance } from './open-grievance.ts';
import { readTimeline } from './read-timeline.ts';
import { recordVisit } from './record-visit.ts';
import { transferCase } from './transfer-case.ts';

const needs = { files, table, programmes };

export const { handler, manifest } = apiFunction({ table }, [
  listContacts(needs),
  listWorkerContacts(needs),
  recordVisit(needs),
  listVisits(needs),
  transferCase(needs),
  listTransfers(needs),
  openGrievance(needs),
  listGrievances(needs),
  listCaseGrievances(needs),
  closeGrievance(needs),
  giveCompliment(needs),
  listCompliments(needs),
  addNote(needs),
  listNotes(needs),
  readTimeline(needs),
]);
