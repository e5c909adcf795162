import type { CaseFile, CaseFiles } from '../../casefile/files.ts';
import type { ConsentRegisterPort } from '../../partners/consent-register.ts';
import type { CivilRegistryPort } from '../../partners/civil-registry.ts';
import type { IdentityPort } from '../../partners/identity.ts';
import type { PartnerCall } from '../../partners/partner-call.ts';
import type { Operations } from '../../policy/schema/operations.ts';
import type { Programmes } from '../../runtime/programmes.ts';
import type { TaskContext } from '../../runtime/task.ts';
import type { Vault } from '../../runtime/vault.ts';
import type { Run, Scope } from '../domain/track.ts';

/** What the tasks of a verification use; each takes its part. */
export interface VerificationNeeds {
  readonly files: CaseFiles;
  readonly vault: Vault;
  readonly programmes: Programmes;
  readonly identity: () => IdentityPort;
  readonly civilRegistry: () => CivilRegistryPort;
  /** The country's consent block. @default - our own records decide */
  readonly register?: () => ConsentRegisterPort | undefined;
  /** Where birth registration may call back. @default - it is only asked */
  readonly callbackUrl?: () => string;
}

export const runOf = ({ scope, childId }: Pick<Scope, 'scope' | 'childId'>, { execution, at }: TaskContext): Run => ({
  scope,
  childId,
  execution,
  at,
});

/** How the programme of a case wants it verified. @throws {Problem} ProgrammeUnknown */
export const settingsOf = (programmes: Programmes, { root }: CaseFile): Operations['verification'] =>
  programmes.get(root.programme).operations.verification;

/** Every repeat of a task is the same call. */
export const callOf = ({ at, correlationId, causationId }: TaskContext, subject: string): PartnerCall => ({
  at,
  correlationId,
  idempotencyKey: `${causationId}-${subject}`.slice(0, 64),
});

/** A task that commits twice: each part is done once. */
export const partOf = (context: TaskContext, part: string): TaskContext =>
  context.once === undefined ? context : { ...context, once: { ...context.once, key: `${context.once.key}-${part}` } };
