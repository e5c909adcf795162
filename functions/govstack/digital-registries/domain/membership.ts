/** The record of a membership as the definition of Digital Registries 1.3.0 writes it (`POST /data/mcts/createEntries`). */
import * as z from 'zod';
import { Children, type CaseRoot, type Child } from '../../../casefile/case.ts';
import { allOf, type CaseFile } from '../../../casefile/files.ts';
import { dateOf } from '../../../kernel/dates.ts';
import type { Fault } from '../../../kernel/problem.ts';
import { Identifier } from '../../../registration/domain/request.ts';

const Text = z.string().trim().min(1).max(100);

/** By what a membership is found: its number, or the national number of the child or of the mother. */
export const MembershipQuery = z.strictObject({
  ID: Text.optional().describe('the programme number, or the uuid of the record'),
  id: Text.optional(),
  child: z.strictObject({ citizenId: Identifier }).optional(),
  caretaker: z.strictObject({ citizenId: Identifier }).optional(),
});
export type MembershipQuery = z.infer<typeof MembershipQuery>;

export const NOTHING_ASKED: Fault = {
  pointer: '#/body/query/content',
  detail: 'must name ID, child/citizenId or caretaker/citizenId',
};

const GENDERS = { female: 'Female', male: 'Male', unknown: undefined } as const;

/** What of the mother's and the child's record belongs to the membership. */
export interface Membership {
  readonly uuid: string;
  readonly createdAt: string;
  readonly modifiedAt: string;
  readonly content: Readonly<Record<string, unknown>> & { readonly ID: string };
}

const present = (fields: Readonly<Record<string, unknown>>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));

/** The number by which a membership is spoken of; before enrolment the id of the case. */
export const numberOf = ({ caseId, enrolled }: Pick<CaseRoot, 'caseId' | 'enrolled'>): string => enrolled?.programmeNumber ?? caseId;

/**
 * The membership that a case is. National numbers are shown only to who has asked by them, and a phone to the ministry's own systems alone:
 * a partner learns who is a member since when, and no more.
 * @param childId the child that was asked for; without it the first one
 */
export const membershipOf = (
  file: CaseFile,
  { asked = {}, childId, showsPhone }: { asked?: MembershipQuery; childId?: string | undefined; showsPhone: boolean },
): Membership => {
  const { root } = file;
  const children = allOf(file, Children).toSorted((left, right) => left.birthOrder - right.birthOrder);
  const child: Child | undefined = children.find((one) => one.childId === childId) ?? children[0];
  const { mother } = root;
  const number = numberOf(root);
  return {
    uuid: root.caseId,
    createdAt: root.registeredAt,
    modifiedAt: root.exit?.at ?? root.enrolled?.at ?? root.registeredAt,
    content: {
      ID: number,
      id: number,
      start: dateOf(root.registeredAt),
      ...present({ expiry: root.exit?.on, status: root.status }),
      ...(child === undefined
        ? {}
        : {
            child: present({
              citizenId: asked.child?.citizenId,
              firstName: child.givenName,
              lastNames: child.familyName,
              birthdate: child.bornOn,
              gender: GENDERS[child.sex],
            }),
          }),
      caretaker: present({
        citizenId: asked.caretaker?.citizenId,
        firstName: mother.givenName,
        lastNames: mother.familyName,
        birthdate: mother.birthDate,
        phone: showsPhone ? mother.phone : undefined,
      }),
    },
  };
};
