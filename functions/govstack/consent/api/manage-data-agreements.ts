import * as z from 'zod';
import { invalidRequest } from '../../../kernel/problem.ts';
import { operation, type Caller, type Operation } from '../../../runtime/operation.ts';
import { ObjectId, refuseOtherId } from '../domain/ids.ts';
import { DataAgreement, DataAgreementInput, Part, RevisionView } from '../domain/schemas.ts';
import { revisionView } from '../domain/views.ts';
import { agreements, newIdOf, policies } from '../policies.ts';
import { partOf, type RegisterNeeds, type Revisioned } from '../registers.ts';

const Path = z.strictObject({ dataAgreementId: ObjectId });
const Answer = z.object({ dataAgreement: DataAgreement, revision: RevisionView });
const Body = z.strictObject({ dataAgreement: DataAgreementInput });
const AtRevision = z.strictObject({ revisionId: ObjectId.optional() });

const answerOf = ({ object, revision }: Revisioned<DataAgreement>) => ({ dataAgreement: object, revision: revisionView(revision) });

/** Data agreements: one purpose each. What an agreement says of its policy is the policy as it stands then, whole, so that the revision holds it. */
export const dataAgreementOperations = (needs: RegisterNeeds): readonly Operation[] => {
  const kept = agreements(needs);
  const underPolicy = async ({ policy, signature: _ours, ...given }: z.infer<typeof DataAgreementInput>, id: string, { at }: Caller) => {
    if (policy === undefined) return { ...given, id };
    const found = await policies(needs)
      .read(policy.id, at)
      .catch(() => undefined);
    if (found === undefined) throw invalidRequest({ pointer: '#/body/dataAgreement/policy/id', detail: 'is no policy of this block' });
    return { ...given, id, policy: found.object };
  };
  const write = async (how: 'create' | 'replace', given: z.infer<typeof DataAgreementInput>, id: string, caller: Caller) =>
    answerOf(await kept[how](DataAgreement.parse(await underPolicy(given, id, caller)), caller));
  return [
    operation('configDataAgreementCreate', {
      route: 'POST /config/data-agreement/',
      scope: 'exchange.manage',
      summary: 'Make a data agreement',
      status: 200,
      body: Body,
      response: Answer,
      run: ({ body: { dataAgreement } }, caller) =>
        write('create', dataAgreement, newIdOf('dataAgreement', dataAgreement.id, caller), caller),
    }),
    operation('configDataAgreementUpdate', {
      route: 'PUT /config/data-agreement/{dataAgreementId}/',
      scope: 'exchange.manage',
      summary: 'Put a data agreement in the place of what was there',
      status: 200,
      path: Path,
      body: Body,
      response: Answer,
      run: ({ path: { dataAgreementId }, body: { dataAgreement } }, caller) => {
        refuseOtherId('#/body/dataAgreement/id', dataAgreement.id, dataAgreementId);
        return write('replace', dataAgreement, dataAgreementId, caller);
      },
    }),
    ...(['config', 'service'] as const).map((side) =>
      operation(`${side}DataAgreementRead`, {
        route: `GET /${side}/data-agreement/{dataAgreementId}/`,
        scope: side === 'config' ? 'exchange.manage' : 'consent.read',
        summary: 'Read a data agreement, as it is or as it was at a revision',
        status: 200,
        path: Path,
        query: AtRevision,
        response: Answer,
        run: async ({ path: { dataAgreementId }, query: { revisionId } }, { at }) =>
          answerOf(await kept.read(dataAgreementId, at, revisionId)),
      }),
    ),
    operation('auditDataAgreementRead', {
      route: 'GET /audit/data-agreement/{dataAgreementId}/',
      scope: 'consent.audit',
      summary: 'Read a data agreement',
      status: 200,
      path: Path,
      response: Answer,
      run: async ({ path: { dataAgreementId } }, { at }) => answerOf(await kept.read(dataAgreementId, at)),
    }),
    operation('configDataAgreementDelete', {
      route: 'DELETE /config/data-agreement/{dataAgreementId}/',
      scope: 'exchange.manage',
      summary: 'Take a data agreement away; what was signed under it stands',
      status: 200,
      path: Path,
      response: z.object({ revision: RevisionView }),
      run: async ({ path: { dataAgreementId } }, caller) => ({ revision: revisionView(await kept.remove(dataAgreementId, caller)) }),
    }),
    operation('configDataAgreementList', {
      route: 'GET /config/data-agreements/',
      scope: 'exchange.manage',
      summary: 'List data agreements',
      status: 200,
      query: z.strictObject(Part),
      response: z.object({ dataAgreement: z.array(DataAgreement) }),
      run: async ({ query }, { at }) => ({ dataAgreement: partOf(await kept.all(at), query) }),
    }),
    ...(
      [
        ['serviceVerificationDataAgreementList', '/service/verification/data-agreements/', 'consent.verify'],
        ['auditDataAgreementList', '/audit/data-agreements/', 'consent.audit'],
      ] as const
    ).map(([id, path, scope]) =>
      operation(id, {
        route: `GET ${path}`,
        scope,
        summary: 'List data agreements',
        status: 200,
        query: z.strictObject(Part),
        response: z.object({ dataAgreements: z.array(DataAgreement) }),
        run: async ({ query }, { at }) => ({ dataAgreements: partOf(await kept.all(at), query) }),
      }),
    ),
  ];
};
