import { CaseErased, ConsentGiven, ConsentWithdrawn } from '../../../events/catalogue.ts';
import { onDue, onEach, type Subscription } from '../../runtime/subscriber.ts';
import { heedRegister } from '../ask-register.ts';
import { mayTry, standingOf } from '../domain/register-standing.ts';
import { tellErasure, tellRegister, type TellingNeeds } from '../tell-register.ts';

/** A consent was given or withdrawn here, or a case erased: the country's consent block hears of it, now or when a sweep comes after a pause. */
export const tellAfterChange = (needs: TellingNeeds): readonly Subscription[] => [
  ...onEach([ConsentGiven, ConsentWithdrawn], 'TellRegister', (caseId, context) => tellRegister(needs, caseId, context)),
  ...onEach([CaseErased], 'TellErasure', (caseId, context) => tellErasure(needs, caseId, context)),
  onDue(['consentRegister'], 'TellRegisterAgain', async ({ metadata: { caseId } }, context) => {
    const standing = standingOf(await needs.files.open(caseId, context));
    if (!mayTry(standing, context.at)) return;
    await tellRegister(needs, caseId, context);
    if (standing.isNotified) await heedRegister(needs, caseId, context);
  }),
];
