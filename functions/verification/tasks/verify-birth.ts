import { Children, type Child } from '../../casefile/case.ts';
import { dayOf } from '../../casefile/facts.ts';
import { allOf, type CaseFile } from '../../casefile/files.ts';
import { isProblem, Problem } from '../../kernel/problem.ts';
import type { BirthAnswer, RegisteredBirth } from '../../partners/civil-registry.ts';
import { task, type TaskContext } from '../../runtime/task.ts';
import { birthQuestion, registeredBirth } from '../domain/birth.ts';
import { judgeBirth, type Judgement } from '../domain/findings.ts';
import { getChild, ownVerification, type Scope } from '../domain/track.ts';
import { OfChild, scopeOf } from './consented.ts';
import { keepJudgement } from './keep-judgement.ts';
import { callOf, partOf, runOf, settingsOf, type VerificationNeeds } from './needs.ts';
import { openNumbers, sealNumbers } from './numbers.ts';

type Needs = Pick<VerificationNeeds, 'files' | 'vault' | 'programmes' | 'civilRegistry'>;

const isTwin = (file: CaseFile, child: Child): boolean =>
  allOf(file, Children).some(({ childId, bornOn }) => childId !== child.childId && bornOn === child.bornOn);

/** A birth that was found by its mother brings the child's numbers; when another case holds them, a person has to look. */
const keepNumbers = async (
  { files, vault, programmes }: Needs,
  file: CaseFile,
  child: Child,
  birth: RegisteredBirth,
  judgement: Judgement,
  scope: Scope,
  context: TaskContext,
): Promise<Judgement> => {
  if (judgement.outcome !== 'match' || (child.birthRegistered && child.nationalId !== undefined)) return judgement;
  const numbers = await sealNumbers(vault, child.childId, birth);
  const today = dayOf(programmes.get(file.root.programme), context.at);
  try {
    return await files.change(file.root.caseId, partOf(context, 'numbers'), (current) => {
      ownVerification(current, runOf(scope, context));
      return { ...registeredBirth(current, child.childId, numbers, today), answer: judgement };
    });
  } catch (error) {
    if (!isProblem(error) || !['ChildAlreadyRegistered', 'CertificateAlreadyRegistered'].includes(error.name)) throw error;
    return { ...judgement, outcome: 'mismatch', reasons: ['childAlreadyRegistered'] };
  }
};

/** Asks the civil registry about a child and compares. @throws {Problem} PartnerUnavailable, PartnerAnswerInvalid, ConsentMissing, StatusRefuses */
export const verifyBirth = (needs: Needs) =>
  task(OfChild, async (input, context) => {
    const {
      consent: { consentId },
      asked,
    } = input;
    const scope = scopeOf(input);
    const file = await needs.files.open(scope.caseId, context);
    ownVerification(file, runOf(scope, context));
    const child = getChild(file, asked);
    const { mother, personId } = file.root;
    const motherId = mother.nationalId === undefined ? undefined : await needs.vault.open(mother.nationalId, personId);
    const question = birthQuestion(child, await openNumbers(needs.vault, child), motherId, isTwin(file, child), consentId);
    const answer: BirthAnswer =
      question === undefined ? { outcome: 'unknown' } : await needs.civilRegistry().findBirth(question, callOf(context, asked));
    if (answer.outcome === 'consentRefused') throw new Problem('ConsentMissing', 'the civil registry does not accept the consent record');
    const judgement = judgeBirth(child, motherId, answer, settingsOf(needs.programmes, file).fields);
    const known = answer.outcome === 'found' ? await keepNumbers(needs, file, child, answer.birth, judgement, scope, context) : judgement;
    return keepJudgement(needs, file, scope, known, context);
  });
