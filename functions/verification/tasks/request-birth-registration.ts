import { task } from '../../runtime/task.ts';
import { awaitBirth, birthNotification } from '../domain/birth.ts';
import { getChild, ownVerification } from '../domain/track.ts';
import { OfChild, scopeOf } from './consented.ts';
import { callOf, runOf, settingsOf, type VerificationNeeds } from './needs.ts';

type Needs = Pick<VerificationNeeds, 'files' | 'vault' | 'programmes' | 'civilRegistry' | 'callbackUrl'>;

/** Forwards the birth of a child that has no registered one; the same request however often. @throws {Problem} PartnerUnavailable, PartnerAnswerInvalid, StatusRefuses */
export const requestBirthRegistration = ({ files, vault, programmes, civilRegistry, callbackUrl }: Needs) =>
  task(OfChild, async (input, context) => {
    const {
      caseId,
      consent: { consentId },
      asked,
    } = input;
    const run = runOf(scopeOf(input), context);
    const file = await files.open(caseId, context);
    ownVerification(file, run);
    const { mother, personId } = file.root;
    const motherId = mother.nationalId === undefined ? undefined : await vault.open(mother.nationalId, personId);
    const { reference } = await civilRegistry().registerBirth(
      birthNotification(file.root, getChild(file, asked), motherId, consentId, callbackUrl?.()),
      callOf(context, asked),
    );
    await files.change(caseId, context, (current) =>
      awaitBirth(current, run, asked, reference, settingsOf(programmes, current).birthRegistrationWaitDays),
    );
    return { childId: asked };
  });
