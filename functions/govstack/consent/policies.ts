import type { Context } from '../../casefile/files.ts';
import { derivedId } from '../../kernel/ids.ts';
import { dateOf } from '../../kernel/dates.ts';
import { Problem } from '../../kernel/problem.ts';
import {
  BUILT_IN_AGREEMENTS,
  BUILT_IN_POLICY,
  builtInOf,
  builtInOn,
  builtInPolicy,
  builtInPolicyRevisions,
  builtInRevision,
  builtInRevisions,
  purposeOf,
} from './domain/built-in.ts';
import { DataAgreement, Policy } from './domain/schemas.ts';
import { DataAgreements, Policies } from './records.ts';
import { register, type RegisterNeeds, type Revisioned } from './registers.ts';
import type { Revision } from '../../consent/domain/revision.ts';
import { PURPOSES } from '../../consent/domain/agreement-revisions.ts';

/** The id of a new object: the one that it was given, or one that the same call gives again. */
export const newIdOf = (kind: string, given: string | undefined, { once, causationId }: Context): string =>
  given === undefined || given === '' ? derivedId(kind, once?.key ?? causationId) : given;

const refuseBuiltIn = (isBuiltIn: boolean): void => {
  if (isBuiltIn)
    throw new Problem('StatusRefuses', 'this is the agreement that mothers sign; it changes with the software alone', {
      currentStatus: 'built in',
      allowed: [],
    });
};

const ofRevision = (revisions: readonly Revision[], revisionId: string): Revision => {
  const found = revisions.find((one) => one.revisionId === revisionId);
  if (found === undefined) throw new Problem('RecordNotFound', 'there is no such revision');
  return found;
};

const numberOf = ({ revisionId }: Revision): string => revisionId.slice(revisionId.lastIndexOf('.r') + 2);

/** Policies, with the one that mothers agree to. */
export const policies = (needs: RegisterNeeds) => {
  const kept = register(needs, Policies, 'policy', 'policy');
  return {
    async read(id: string, at: string, revisionId?: string): Promise<Revisioned<Policy>> {
      if (id === BUILT_IN_POLICY) {
        const wanted = revisionId ?? `${BUILT_IN_POLICY}.r${builtInOn(dateOf(at))}`;
        const revision = ofRevision(builtInPolicyRevisions(), wanted);
        return { object: builtInPolicy(numberOf(revision)), revision };
      }
      return revisionId === undefined ? kept.readLatest(id) : kept.readAt(id, revisionId, (data) => Policy.parse(data));
    },
    create(policy: Policy, context: Context): Promise<Revisioned<Policy>> {
      refuseBuiltIn(policy.id === BUILT_IN_POLICY);
      return kept.create(policy, context);
    },
    replace(policy: Policy, context: Context): Promise<Revisioned<Policy>> {
      refuseBuiltIn(policy.id === BUILT_IN_POLICY);
      return kept.replace(policy, context);
    },
    /** @throws {Problem} RecordNotFound, StatusRefuses while an active agreement stands under it */
    async remove(id: string, context: Context): Promise<Revision> {
      refuseBuiltIn(id === BUILT_IN_POLICY);
      const using = await register(needs, DataAgreements, 'dataAgreement', 'data agreement').all();
      if (using.some(({ policy, active }) => policy?.id === id && active !== false))
        throw new Problem('StatusRefuses', 'an active data agreement stands under this policy', { currentStatus: 'in use', allowed: [] });
      return kept.remove(id, context);
    },
    async revisions(id: string): Promise<readonly Revision[]> {
      return id === BUILT_IN_POLICY ? builtInPolicyRevisions() : kept.revisions(id);
    },
    async all(at: string): Promise<readonly Policy[]> {
      return [builtInPolicy(builtInOn(dateOf(at))), ...(await kept.all())];
    },
  };
};

/** Data agreements, with those that mothers sign. */
export const agreements = (needs: RegisterNeeds) => {
  const kept = register(needs, DataAgreements, 'dataAgreement', 'data agreement');
  return {
    async read(id: string, at: string, revisionId?: string): Promise<Revisioned<DataAgreement>> {
      const purpose = purposeOf(id);
      if (purpose !== undefined) {
        const current = builtInRevision(purpose, builtInOn(dateOf(at)));
        const revision = revisionId === undefined ? current : ofRevision(builtInRevisions(purpose), revisionId);
        return { object: builtInOf(purpose, numberOf(revision)), revision };
      }
      return revisionId === undefined ? kept.readLatest(id) : kept.readAt(id, revisionId, (data) => DataAgreement.parse(data));
    },
    create(agreement: DataAgreement, context: Context): Promise<Revisioned<DataAgreement>> {
      refuseBuiltIn(BUILT_IN_AGREEMENTS.includes(agreement.id));
      return kept.create(agreement, context);
    },
    replace(agreement: DataAgreement, context: Context): Promise<Revisioned<DataAgreement>> {
      refuseBuiltIn(BUILT_IN_AGREEMENTS.includes(agreement.id));
      return kept.replace(agreement, context);
    },
    async remove(id: string, context: Context): Promise<Revision> {
      refuseBuiltIn(BUILT_IN_AGREEMENTS.includes(id));
      return kept.remove(id, context);
    },
    async revisions(id: string): Promise<readonly Revision[]> {
      const purpose = purposeOf(id);
      return purpose === undefined ? kept.revisions(id) : builtInRevisions(purpose);
    },
    async all(at: string): Promise<readonly DataAgreement[]> {
      const revision = builtInOn(dateOf(at));
      return [...PURPOSES.map((purpose) => builtInOf(purpose, revision)), ...(await kept.all())];
    },
  };
};
