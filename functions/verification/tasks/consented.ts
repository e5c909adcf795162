import * as z from 'zod';
import { ChildId } from '../../kernel/ids.ts';
import { Scope } from '../domain/track.ts';

/** The consent record under which a register is asked, as "Check consent" gave it. */
export const UnderConsent = z.object({ consent: z.object({ consentId: z.uuid() }) });

/** A question about one of the children of a run. */
export const OfChild = z.object({ ...Scope.pick({ caseId: true, scope: true }).shape, ...UnderConsent.shape, asked: ChildId });
export type OfChild = z.infer<typeof OfChild>;

/** The run's scope: the child asked about is the child that the run is for, unless the whole case is. */
export const scopeOf = ({ caseId, scope, asked }: OfChild): Scope => ({ caseId, scope, ...(scope === 'child' ? { childId: asked } : {}) });
