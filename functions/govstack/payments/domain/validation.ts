import type { OutsideCheck } from '../../../payment/outside-checks.ts';
import type { Validation } from '../records.ts';

/** What a rail has found out about the addresses of a batch; where it counts more than it names, no other address counts as good. */
export const failuresOf = ({ ids, failures, unnamed }: Pick<OutsideCheck, 'ids' | 'failures' | 'unnamed'>): Validation['failed'] =>
  ids.flatMap((instructionId) => {
    const reason = failures[instructionId];
    if (reason !== undefined) return [{ instructionId, reason: `the rail cannot pay to the address: ${reason}` }];
    return unnamed > 0 ? [{ instructionId, reason: 'the rail did not confirm the address' }] : [];
  });

/** The outcome of a validation in words, for a caller who gets no list. */
export const sayOutcome = (
  instructions: number,
  { unregistered, refused, asked, isPending }: { unregistered: number; refused: number; asked: number; isPending: boolean },
): { readonly code: '00' | '01'; readonly text: string } => {
  const of = `of ${String(instructions)} instructions`;
  if (refused > 0) return { code: '01', text: `${String(unregistered + refused)} ${of} cannot be paid` };
  if (unregistered > 0) return { code: '01', text: `${String(unregistered)} ${of} name a payee that is not registered` };
  if (isPending) return { code: '00', text: `every payee is registered; the rail is still looking at ${String(asked)} addresses` };
  return { code: '00', text: asked > 0 ? 'every payee is registered and can be paid to' : 'every payee is registered' };
};
