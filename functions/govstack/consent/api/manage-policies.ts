import * as z from 'zod';
import { operation, type Operation } from '../../../runtime/operation.ts';
import { ObjectId, refuseOtherId } from '../domain/ids.ts';
import { Part, Policy, PolicyInput, RevisionView } from '../domain/schemas.ts';
import { revisionView } from '../domain/views.ts';
import { newIdOf, policies } from '../policies.ts';
import { partOf, type RegisterNeeds, type Revisioned } from '../registers.ts';

const Path = z.strictObject({ policyId: ObjectId });
const AtRevision = z.strictObject({ revisionId: ObjectId.optional() });
const Answer = z.object({ policy: Policy, revision: RevisionView });
const Body = z.strictObject({ policy: PolicyInput });

const answerOf = ({ object, revision }: Revisioned<Policy>) => ({ policy: object, revision: revisionView(revision) });

/** Policies: what data agreements stand under. */
export const policyOperations = (needs: RegisterNeeds): readonly Operation[] => {
  const kept = policies(needs);
  return [
    operation('configPolicyCreate', {
      route: 'POST /config/policy/',
      scope: 'exchange.manage',
      summary: 'Make a policy',
      status: 200,
      body: Body,
      response: Answer,
      run: async ({ body: { policy } }, caller) =>
        answerOf(await kept.create({ ...policy, id: newIdOf('policy', policy.id, caller) }, caller)),
    }),
    ...(['config', 'service'] as const).map((side) =>
      operation(`${side}PolicyRead`, {
        route: `GET /${side}/policy/{policyId}/`,
        scope: side === 'config' ? 'exchange.manage' : 'consent.read',
        summary: 'Read a policy, as it is or as it was at a revision',
        status: 200,
        path: Path,
        query: AtRevision,
        response: Answer,
        run: async ({ path: { policyId }, query: { revisionId } }, { at }) => answerOf(await kept.read(policyId, at, revisionId)),
      }),
    ),
    operation('configPolicyUpdate', {
      route: 'PUT /config/policy/{policyId}/',
      scope: 'exchange.manage',
      summary: 'Put a policy in the place of what was there',
      status: 200,
      path: Path,
      body: Body,
      response: Answer,
      run: async ({ path: { policyId }, body: { policy } }, caller) => {
        refuseOtherId('#/body/policy/id', policy.id, policyId);
        return answerOf(await kept.replace({ ...policy, id: policyId }, caller));
      },
    }),
    operation('configPolicyDelete', {
      route: 'DELETE /config/policy/{policyId}/',
      scope: 'exchange.manage',
      summary: 'Take a policy away under which no active agreement stands',
      status: 200,
      path: Path,
      response: z.object({ revision: RevisionView }),
      run: async ({ path: { policyId } }, caller) => ({ revision: revisionView(await kept.remove(policyId, caller)) }),
    }),
    operation('configPolicyRevisionsList', {
      route: 'GET /config/policy/{policyId}/revisions/',
      scope: 'exchange.manage',
      summary: 'Read a policy and all that it has been',
      status: 200,
      path: Path,
      query: z.strictObject(Part),
      response: z.object({ policy: Policy, revisions: z.array(RevisionView) }),
      run: async ({ path: { policyId }, query }, { at }) => {
        const { object } = await kept.read(policyId, at);
        const revisions = await kept.revisions(policyId);
        const shown = revisions.map((one, place) => revisionView(one, revisions[place + 1]));
        return { policy: object, revisions: partOf(shown, query) };
      },
    }),
    operation('configPolicyList', {
      route: 'GET /config/policies/',
      scope: 'exchange.manage',
      summary: 'List policies',
      status: 200,
      query: z.strictObject({ ...Part, revisionId: ObjectId.optional() }),
      response: z.object({ policies: z.array(Policy) }),
      run: async ({ query }, { at }) => ({ policies: partOf(await kept.all(at), query) }),
    }),
  ];
};
