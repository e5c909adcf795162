import * as z from 'zod';
import { allOf, type CaseFile, type Change, type Context } from '../../casefile/files.ts';
import { Children, type Child } from '../../casefile/case.ts';
import { CaseId } from '../../kernel/ids.ts';
import { Problem } from '../../kernel/problem.ts';
import { operation } from '../../runtime/operation.ts';
import { sealChild } from '../identities.ts';
import { ChildRequest } from '../domain/request.ts';
import { childIdOf, childrenParts, refuseClosed, type SealedChild } from '../domain/register.ts';
import { childFaults, pregnancyFaults, refuseFaults, todayOf } from '../domain/plausibility.ts';
import type { Programme } from '../../policy/programme.ts';
import type { RegisterNeeds } from '../register.ts';

interface ChildrenAnswer {
  readonly caseId: string;
  readonly children: readonly { readonly childId: string; readonly birthOrder: number }[];
}

/** Whether a child looks like one that is there already, and nothing says that it is a twin. */
const isRepeat = (request: ChildRequest, { bornOn, sex, givenName, birthOrder }: Child): boolean =>
  request.bornOn === bornOn &&
  request.sex === sex &&
  (request.givenName === undefined || givenName === undefined || request.givenName === givenName) &&
  (request.birthOrder === undefined || request.birthOrder === birthOrder);

/** Adds the children of one delivery to the case of their mother. @throws {Problem} ImplausibleFact, StatusRefuses, ChildAlreadyRegistered */
export const decideChildren = (
  file: CaseFile,
  requests: readonly ChildRequest[],
  sealed: readonly SealedChild[],
  programme: Programme,
  at: string,
): Change<ChildrenAnswer> => {
  const { root } = file;
  refuseClosed(root, 'add a child');
  const known: readonly Child[] = allOf(file, Children);
  if (requests.some((request) => known.some((child) => isRepeat(request, child))))
    throw new Problem('ChildAlreadyRegistered', 'the case has such a child; give birthOrder if this is a twin');
  const today = todayOf(programme, at);
  const births = [...known, ...requests].map(({ bornOn }) => bornOn);
  refuseFaults([
    ...requests.flatMap((child, index) => childFaults(child, root.mother.birthDate, programme, today, `/children/${String(index)}`)),
    ...pregnancyFaults(root.pregnancy, births, programme, today),
  ]);
  const { children, put, claims, facts } = childrenParts(root.caseId, requests, sealed, known);
  const first = [...births].sort()[0];
  return {
    root: { ...root, pregnancy: { ...root.pregnancy, ...(first === undefined ? {} : { endedOn: first }), outcome: 'liveBirth' } },
    put,
    claims,
    facts,
    answer: { caseId: root.caseId, children: children.map(({ childId, birthOrder }) => ({ childId, birthOrder })) },
  };
};

/** Seals and stores children of a case. @throws {Problem} */
export const addChildren = (
  { files, vault, programmes }: RegisterNeeds,
  caseId: string,
  requests: readonly ChildRequest[],
  context: Context,
): Promise<ChildrenAnswer> =>
  files.change(caseId, context, async (file) => {
    const known = allOf(file, Children).length;
    const id = CaseId.parse(file.root.caseId);
    const sealed = await Promise.all(requests.map((child, index) => sealChild(vault, child, childIdOf(id, known + index + 1))));
    return decideChildren(file, requests, sealed, programmes.get(file.root.programme), context.at);
  });

/** `POST /cases/{caseId}/children`: the birth, after a registration before it; twins in one call or in two. */
export const recordBirth = (needs: RegisterNeeds) =>
  operation('recordBirth', {
    route: 'POST /cases/{caseId}/children',
    scope: 'registration.write',
    summary: 'Record the birth of one or more children in a case',
    status: 201,
    path: z.strictObject({ caseId: z.uuid() }),
    body: z.strictObject({ children: z.array(ChildRequest).min(1).max(8) }),
    response: z.object({ caseId: z.uuid(), children: z.array(z.object({ childId: z.uuid(), birthOrder: z.int() })) }),
    run: ({ path, body }, caller) => addChildren(needs, path.caseId, body.children, caller),
  });
