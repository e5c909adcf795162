import { CaregiverAsked, CaregiverConsented, CaregiverRefused } from '../../../events/catalogue.ts';
import { raiseAlert, type AlertChange } from '../../casefile/alert.ts';
import { Caregivers, findCaregiver, type Caregiver } from '../../casefile/caregiver.ts';
import { Children } from '../../casefile/case.ts';
import { place } from '../../casefile/entity.ts';
import { allOf, unchanged, type CaseFile, type Change, type Context } from '../../casefile/files.ts';
import { derivedId } from '../../kernel/ids.ts';
import { Problem, statusRefuses } from '../../kernel/problem.ts';
import type { Programme } from '../../policy/programme.ts';
import { keys, type Key } from '../../table/keys.ts';
import { silencing } from '../../messaging/domain/silence.ts';
import { Mutes } from '../../messaging/records.ts';
import { ScheduledExits } from '../records.ts';
import { keysOf, leaveAfterGrace } from './exit-case.ts';
import { addDays } from '../../kernel/dates.ts';
import { dayOf } from '../../casefile/facts.ts';
import { answerTo, placedQuestion, questionKeys, yesNoQuestion } from './questions.ts';

type Who = Pick<Context, 'at' | 'by' | 'causationId'>;

/** What is told of a caregiver, and how the consent was given; by `sms` it is asked for. */
export type NewCaregiver = Pick<Caregiver, 'givenName' | 'familyName' | 'relation' | 'phone' | 'method' | 'scanReference'> & {
  readonly language?: string | undefined;
};

/** Whether a case stays for the care of a child whose mother has died. */
export const staysForChild = ({ root, items }: CaseFile, { operations }: Programme): boolean =>
  operations.loss.caregiver.keepCase &&
  root.status === 'enrolled' &&
  allOf({ root, items }, Children).some(({ diedOn }) => diedOn === undefined);

/** Has a person look for somebody who takes care of the children. */
export const callForCaregiver = (file: CaseFile, cause: string, who: Pick<Context, 'at' | 'by'>): AlertChange =>
  raiseAlert(
    file,
    {
      alertId: derivedId('alert', 'caregiverNeeded', file.root.caseId, cause),
      kind: 'loss',
      level: 'urgent',
      signs: ['caregiverNeeded'],
      source: { kind: 'lifeEvent', id: cause },
    },
    who,
  );

/** That the gateway takes nothing for the number of the one before. */
const muteOfFormer = (file: CaseFile): readonly Key[] =>
  allOf(file, Mutes)
    .filter(({ of }) => of === 'caregiver')
    .map((mute) => ({ pk: keys.case(file.root.caseId), sk: Mutes.sk(mute) }));

/** The exit that waits for a caregiver: gone once there is one. */
const waitingExit = (file: CaseFile): readonly Key[] =>
  allOf(file, ScheduledExits).some(({ reason }) => reason === 'motherDeath') ? keysOf(file, ScheduledExits) : [];

/** The exit that comes unless a caregiver agrees in time. */
const exitWithout = (file: CaseFile, programme: Programme, { at }: Pick<Who, 'at'>) => {
  const { diedOn } = file.root.mother;
  if (diedOn === undefined || file.root.status === 'exited') return undefined;
  const lastDay = addDays(dayOf(programme, at), programme.operations.loss.caregiver.findWithinDays);
  return leaveAfterGrace(file, programme, { reason: 'motherDeath', on: diedOn }, { at }, lastDay);
};

/**
 * Records who looks after the children of a mother who has died, with a consent of their own: given on paper or to the worker, or asked
 * for by text. Another one takes the place of the one before.
 * @throws {Problem} StatusRefuses while she lives, or when the case has left; InvalidRequest without a phone to ask by
 */
export const recordCaregiver = (
  file: CaseFile,
  programme: Programme,
  { language = file.root.language, ...told }: NewCaregiver,
  { at, by, causationId }: Who,
): Change<Pick<Caregiver, 'caregiverId' | 'consent'>> => {
  const { root } = file;
  if (root.mother.diedOn === undefined) throw statusRefuses('record a caregiver', 'motherLives', ['motherDied']);
  if (root.status === 'exited') throw statusRefuses('record a caregiver', root.status, ['reversal']);
  if (told.method === 'sms' && told.phone === undefined)
    throw new Problem('InvalidRequest', 'a phone is needed to ask by text', {
      errors: [{ pointer: '#/body/phone', detail: 'is needed where the consent is asked for by text' }],
    });
  const caregiverId = derivedId('caregiver', root.caseId, causationId);
  const consent = told.method === 'sms' ? ('asked' as const) : ('given' as const);
  const caregiver: Caregiver = {
    caregiverId,
    givenName: told.givenName,
    relation: told.relation,
    method: told.method,
    language,
    consent,
    recordedAt: at,
    by,
    ...(told.familyName === undefined ? {} : { familyName: told.familyName }),
    ...(told.phone === undefined ? {} : { phone: told.phone }),
    ...(told.scanReference === undefined ? {} : { scanReference: told.scanReference }),
    ...(consent === 'given' ? { answeredAt: at } : {}),
  };
  const question = yesNoQuestion(root.caseId, 'caregiver', caregiverId, at, programme.operations.loss.caregiver.answerWithinDays);
  // somebody who agreed before may be replaced by one who has not yet: then the days to find one count again
  const exit = consent === 'asked' ? exitWithout(file, programme, { at }) : undefined;
  return {
    put: [place(Caregivers, caregiver), ...(consent === 'asked' ? [placedQuestion(question)] : []), ...(exit?.put ?? [])],
    remove: [...questionKeys(file, 'caregiver', question), ...muteOfFormer(file), ...(consent === 'given' ? waitingExit(file) : [])],
    facts: [
      consent === 'given' ? CaregiverConsented.of({ caregiverId, method: told.method }) : CaregiverAsked.of({ caregiverId }),
      ...(exit?.facts ?? []),
    ],
    answer: { caregiverId, consent },
  };
};

const refused = (file: CaseFile, programme: Programme, caregiver: Caregiver, who: Who): Change<undefined> => {
  const { caregiverId } = caregiver;
  const alert = callForCaregiver(file, caregiverId, who);
  const exit = exitWithout(file, programme, who);
  return silencing(file, programme, {
    ...(exit === undefined ? {} : { root: exit.root, also: exit.also }),
    put: [place(Caregivers, { ...caregiver, consent: 'refused', answeredAt: who.at }), ...alert.put, ...(exit?.put ?? [])],
    remove: [...questionKeys(file, 'caregiver'), ...(exit?.remove ?? [])],
    facts: [CaregiverRefused.of({ caregiverId }), ...alert.facts, ...(exit?.facts ?? [])],
    answer: undefined,
  });
};

/** Takes the answer to whether somebody agrees to look after the child with the programme's help. */
export const answerCaregiver = (file: CaseFile, programme: Programme, inboundId: string, who: Who): Change<undefined> => {
  const answer = answerTo(file, 'caregiver', inboundId);
  const caregiver = findCaregiver(file);
  if (answer === undefined || caregiver?.consent !== 'asked') return unchanged(undefined);
  if (answer === 'no') return refused(file, programme, caregiver, who);
  return {
    put: [place(Caregivers, { ...caregiver, consent: 'given', answeredAt: who.at })],
    remove: [...questionKeys(file, 'caregiver'), ...waitingExit(file)],
    facts: [CaregiverConsented.of({ caregiverId: caregiver.caregiverId, method: 'sms' })],
    answer: undefined,
  };
};

/** A caregiver who sends the word to stop gets nothing more; another one is looked for. */
export const stopCaregiver = (file: CaseFile, programme: Programme, who: Who): Change<undefined> => {
  const caregiver = findCaregiver(file);
  return caregiver === undefined || caregiver.consent === 'refused' ? unchanged(undefined) : refused(file, programme, caregiver, who);
};
