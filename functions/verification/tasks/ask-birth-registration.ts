import { dayOf } from '../../casefile/facts.ts';
import { isProblem } from '../../kernel/problem.ts';
import { task } from '../../runtime/task.ts';
import { birthArrived, birthNotYet, birthOfAnotherCase, findAwaited, nothingAwaited } from '../domain/birth.ts';
import { getChild, Scope } from '../domain/track.ts';
import { callOf, runOf, type VerificationNeeds } from './needs.ts';
import { sealNumbers } from './numbers.ts';

type Needs = Pick<VerificationNeeds, 'files' | 'vault' | 'programmes' | 'civilRegistry'>;

/** Asks birth registration about a birth that was forwarded to it. @throws {Problem} PartnerUnavailable, PartnerAnswerInvalid */
export const askBirthRegistration = ({ files, vault, programmes, civilRegistry }: Needs) =>
  task(Scope.required(), async ({ caseId, ...scope }, context) => {
    const run = runOf(scope, context);
    const file = await files.open(caseId, context);
    const { childId } = getChild(file, scope.childId);
    const awaited = findAwaited(file, run);
    if (awaited === undefined) return nothingAwaited(file, childId);
    const status = await civilRegistry().birthRegistrationStatus(awaited.reference, callOf(context, childId));
    if (status.status !== 'registered')
      return files.change(caseId, context, (current) => birthNotYet(current, run, findAwaited(current, run) ?? awaited, status));
    const numbers = await sealNumbers(vault, childId, status);
    const today = dayOf(programmes.get(file.root.programme), context.at);
    try {
      return await files.change(caseId, context, (current) => birthArrived(current, run, childId, numbers, today));
    } catch (error) {
      if (!isProblem(error) || !['ChildAlreadyRegistered', 'CertificateAlreadyRegistered'].includes(error.name)) throw error;
      return files.change(caseId, context, (current) => birthOfAnotherCase(current, run, childId));
    }
  });
