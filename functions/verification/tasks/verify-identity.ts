import { Problem } from '../../kernel/problem.ts';
import { task } from '../../runtime/task.ts';
import { judgeIdentity, judgeWithoutNationalId, notAsked, findingOf } from '../domain/findings.ts';
import { ownVerification, Scope } from '../domain/track.ts';
import { UnderConsent } from './consented.ts';
import { keepJudgement } from './keep-judgement.ts';
import { callOf, runOf, settingsOf, type VerificationNeeds } from './needs.ts';

/** Asks the population registry about the mother and compares. @throws {Problem} PartnerUnavailable, PartnerAnswerInvalid, ConsentMissing, StatusRefuses */
export const verifyIdentity = (needs: Pick<VerificationNeeds, 'files' | 'vault' | 'programmes' | 'identity'>) =>
  task(Scope.extend(UnderConsent.shape), async ({ consent: { consentId }, ...scope }, context) => {
    if (scope.scope === 'child') return findingOf(notAsked('mother', 'skipped'));
    const file = await needs.files.open(scope.caseId, context);
    const { accepted, attested } = ownVerification(file, runOf(scope, context));
    if (accepted.includes('mother')) return findingOf(notAsked('mother', 'accepted'));
    if (attested.includes('mother')) return findingOf(notAsked('mother', 'attested'));
    const { mother, personId } = file.root;
    const { fields } = settingsOf(needs.programmes, file);
    if (mother.nationalId === undefined) return findingOf(judgeWithoutNationalId(fields));
    const nationalId = await needs.vault.open(mother.nationalId, personId);
    const answer = await needs.identity().verify({ nationalId, consentId }, callOf(context, 'mother'));
    if (answer.outcome === 'consentRefused')
      throw new Problem('ConsentMissing', 'the population registry does not accept the consent record');
    return keepJudgement(needs, file, scope, judgeIdentity(mother, answer, fields), context);
  });
