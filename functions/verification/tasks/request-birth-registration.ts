import * as z from 'zod';
import { ChildId } from '../../kernel/ids.ts';
import { task } from '../../runtime/task.ts';
import { awaitBirth, birthNotification } from '../domain/birth.ts';
import { getChild, ownVerification, Scope } from '../domain/track.ts';
import { UnderConsent } from './consented.ts';
import { callOf, runOf, settingsOf, type VerificationNeeds } from './needs.ts';

type Needs = Pick<VerificationNeeds, 'files' | 'vault' | 'programmes' | 'civilRegistry'>;

/** Forwards the birth of a child that has no registered one; the same request however often. @throws {Problem} PartnerUnavailable, PartnerAnswerInvalid, StatusRefuses */
export const requestBirthRegistration = ({ files, vault, programmes, civilRegistry }: Needs) =>
  task(z.object({ ...Scope.shape, ...UnderConsent.shape, asked: ChildId }), async ({ caseId, consent: { consentId }, asked, ...scope }, context) => {
    const file = await files.open(caseId, context);
    ownVerification(file, runOf({ ...scope }, context));
    const { mother, personId } = file.root;
    const motherId = mother.nationalId === undefined ? undefined : await vault.open(mother.nationalId, personId);
    const { reference } = await civilRegistry().registerBirth(birthNotification(file.root, getChild(file, asked), motherId, consentId), callOf(context, asked));
    await files.change(caseId, context, (current) => awaitBirth(current, runOf(scope, context), asked, reference, settingsOf(programmes, current).birthRegistrationWaitDays));
    return { childId: asked };
  });
