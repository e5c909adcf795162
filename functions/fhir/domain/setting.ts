import type { Patient, Reference } from '@medplum/fhirtypes';
import { Children, type Child, type Instant } from '../../casefile/case.ts';
import { dayOf } from '../../casefile/facts.ts';
import { allOf, type CaseFile } from '../../casefile/files.ts';
import type { PlainDate } from '../../kernel/dates.ts';
import type { ChildId } from '../../kernel/ids.ts';
import type { Programme } from '../../policy/programme.ts';
import type { Questionnaires } from '../../policy/questionnaires.ts';
import { childPatientId, motherPatientId } from './ids.ts';

/** Everything that a case is put into FHIR with. */
export interface Setting {
  readonly file: CaseFile;
  readonly programme: Programme;
  readonly questionnaires: Questionnaires;
  readonly at: Instant;
  /** Whether the reader sees answers and results of questionnaires, or only that there was one. */
  readonly seesResults: boolean;
  /** The consents whose seal holds. */
  readonly sealed: ReadonlySet<string>;
}

/** The day of an instant where the programme is run. */
export const dayIn = ({ programme }: Setting, at: Instant): PlainDate => dayOf(programme, at);

export const childrenOf = ({ file }: Setting): readonly Child[] => allOf(file, Children);

export const motherReference = ({ file: { root } }: Setting): Reference<Patient> => ({
  reference: `Patient/${motherPatientId(root.caseId)}`,
  type: 'Patient',
});

export const childReference = ({ file: { root } }: Setting, childId: ChildId): Reference<Patient> => ({
  reference: `Patient/${childPatientId(root.caseId, childId)}`,
  type: 'Patient',
});

/** The mother, or the child that something is about. */
export const subjectOf = (setting: Setting, childId: ChildId | undefined): Reference<Patient> =>
  childId === undefined ? motherReference(setting) : childReference(setting, childId);
