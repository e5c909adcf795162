/** The programme's own registry: its records are the cases, and nothing is kept twice. */
import { auditWrite, type CaseFile, type CaseFiles, type Context } from '../../casefile/files.ts';
import { Children } from '../../casefile/case.ts';
import { allOf } from '../../casefile/files.ts';
import { confirmConsent, type RegisterNeeds } from '../../consent/ask-register.ts';
import { findByNumber } from '../../enrolment/numbers.ts';
import { CaseId } from '../../kernel/ids.ts';
import { invalidRequest, Problem } from '../../kernel/problem.ts';
import type { Caller } from '../../runtime/operation.ts';
import type { Vault } from '../../runtime/vault.ts';
import { keys } from '../../table/keys.ts';
import type { Table } from '../../table/table.ts';
import { membershipOf, NOTHING_ASKED, type Membership, type MembershipQuery } from './domain/membership.ts';

export interface MembershipNeeds extends Pick<RegisterNeeds, 'register'> {
  readonly table: Table;
  readonly files: CaseFiles;
  readonly vault: Vault;
}

/** Any partner may ask; whether it is told is decided by consent, not by who registered her. */
const asAnybody = ({ partner, ...context }: Caller): Context => (partner === undefined ? { ...context } : context);

export const memberships = ({ table, files, vault, register }: MembershipNeeds) => {
  const holderOf = async (kind: 'mother' | 'child', number: string): Promise<string | undefined> => {
    const claim = await table.find(keys.claim(kind, await vault.hash(kind, number)));
    return claim === undefined ? undefined : String(claim['caseId']);
  };

  const byNumber = async (number: string): Promise<string | undefined> =>
    CaseId.safeParse(number).success ? number : (await findByNumber(table, number))?.caseId;

  /** The case that a person's number, whichever it is, leads to. */
  const caseOf = async (number: string): Promise<string | undefined> =>
    (await byNumber(number)) ?? (await holderOf('mother', number)) ?? (await holderOf('child', number));

  /** The case that all given numbers lead to; undefined when there is none, or they lead to several. */
  const find = async ({ ID, id, child, caretaker }: MembershipQuery): Promise<string | undefined> => {
    const ways = [
      ...[ID, id].filter((number) => number !== undefined).map((number) => byNumber(number)),
      ...(child === undefined ? [] : [holderOf('child', child.citizenId)]),
      ...(caretaker === undefined ? [] : [holderOf('mother', caretaker.citizenId)]),
    ];
    if (ways.length === 0) throw invalidRequest(NOTHING_ASKED);
    const [first, ...others] = await Promise.all(ways);
    return others.every((other) => other === first) ? first : undefined;
  };

  const leave = async (file: CaseFile, caller: Caller, why: string): Promise<void> => {
    const { id, write } = auditWrite(file.root.caseId, file.root.registeredBy.client, caller, why);
    await table.transact([write], id);
  };

  /**
   * Reads a case for somebody: a partner that did not register her needs her consent to sharing, as it stands now. Whoever reads, and
   * whoever is turned away, is kept.
   * @throws {Problem} ConsentMissing, OutsideYourArea, PartnerUnavailable while the country's consent block cannot be asked
   */
  const openFor = async (caseId: string, caller: Caller, why: string): Promise<CaseFile | undefined> => {
    let file: CaseFile;
    try {
      file = await files.open(caseId, asAnybody(caller));
    } catch (error) {
      if (error instanceof Problem && error.name === 'CaseNotFound') return undefined;
      throw error;
    }
    const { root } = file;
    if (root.erasedOn !== undefined) return undefined;
    if (caller.partner !== undefined && caller.partner !== root.registeredBy.client) {
      const consent = await confirmConsent({ files, vault, register }, file, 'sharing', caller);
      if (consent === undefined) {
        await leave(file, caller, `${why}, refused: no consent`);
        throw new Problem('ConsentMissing', 'the mother has not consented to sharing, or has withdrawn it');
      }
    }
    await leave(file, caller, why);
    return file;
  };

  /** The child whose number was asked for. */
  const childAskedFor = async (file: CaseFile, asked: MembershipQuery): Promise<string | undefined> => {
    const number = asked.child?.citizenId;
    if (number === undefined) return undefined;
    for (const { childId, nationalId } of allOf(file, Children))
      if (nationalId !== undefined && (await vault.open(nationalId, childId)) === number) return childId;
    return undefined;
  };

  return {
    caseOf,
    /** @throws {Problem} InvalidRequest, ConsentMissing, OutsideYourArea */
    async read(asked: MembershipQuery, caller: Caller, why: string): Promise<Membership | undefined> {
      const caseId = await find(asked);
      const file = caseId === undefined ? undefined : await openFor(caseId, caller, why);
      if (file === undefined) return undefined;
      return membershipOf(file, { asked, childId: await childAskedFor(file, asked), showsPhone: caller.partner === undefined });
    },
    /** A page of who looked, newest first; undefined when nobody has this number. @throws {Problem} CaseOfAnotherPartner, OutsideYourArea */
    async readers(number: string, caller: Caller, limit: number, until: string | undefined) {
      const caseId = await caseOf(number);
      return caseId === undefined ? undefined : { caseId, ...(await files.readAccesses(caseId, caller, { limit, until })) };
    },
  };
};
export type Memberships = ReturnType<typeof memberships>;
