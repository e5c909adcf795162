import { createHash } from 'node:crypto';
import { place } from '../../../functions/casefile/entity.ts';
import { programmeNumberOf } from '../../../functions/enrolment/domain/programme-number.ts';
import { Accounts } from '../../../functions/enrolment/records.ts';
import { showOwnPage } from '../../../functions/enrolment/api/show-own-page.ts';
import type { Claim } from '../../../functions/casefile/files.ts';
import { keys } from '../../../functions/table/keys.ts';
import { finishMotherSignIn } from '../../../functions/signin/api/finish-mother-sign-in.ts';
import { startMotherSignIn } from '../../../functions/signin/api/start-mother-sign-in.ts';
import { aCase, aCaseId, shippedProgrammes } from '../../support/builders.ts';
import { memoryTable } from '../../support/memory-table.ts';
import { call, testVault, worldOn, type Answer } from '../../support/world.ts';
import { anIdentityProvider, chooseAt, SOWMYA } from '../partners/identity-provider-world.ts';

export const API = 'https://nestling.example/v1';
export const POOL_RETURN = 'https://nestling-main.auth.example/oauth2/idpresponse';

export const cookieIn = ({ headers }: Pick<Answer, 'headers'>): string => (headers['set-cookie'] ?? '').split(';')[0] ?? '';

export interface SignInWorldOptions {
  /** @default true */
  readonly hasAccount?: boolean;
  readonly diedOn?: string;
  readonly provider?: Readonly<Record<string, unknown>>;
}

let named = 0;

/** Sowmya's case, her page, and the sandbox provider at which she signs in. */
export const aSignInWorld = async ({ hasAccount = true, diedOn, provider: overrides = {} }: SignInWorldOptions = {}) => {
  const provider = await anIdentityProvider(overrides);
  const world = worldOn(memoryTable());
  const name = `sign-in ${String((named += 1))}`;
  const number = programmeNumberOf('NST', aCaseId(name), 0);
  const hash = await testVault.hash('mother', SOWMYA);
  const claim: Claim = { kind: 'mother', hash, refusal: 'MotherAlreadyRegistered' };
  const caseId = await aCase(world.files, {
    name,
    root: {
      status: 'enrolled',
      enrolled: { at: '2026-01-20T09:00:00.000Z', programmeNumber: number },
      ...(diedOn === undefined ? {} : { mother: { givenName: 'A', familyName: 'B', birthDate: '1996-05-14', diedOn } as never }),
    },
    put: hasAccount ? [place(Accounts, { programmeNumber: number, openedAt: '2026-01-20T09:00:00.000Z' })] : [],
  });
  await world.table.transact([{ put: { ...keys.claim(claim.kind, hash), entity: 'claim', caseId } }], `claim ${name}`);
  let secrets = 0;
  const needs = {
    ...world,
    vault: testVault,
    programmes: shippedProgrammes,
    provider: () => ({ port: provider.provider, settings: provider.settings }),
    apiBaseUrl: () => API,
    poolReturnUrl: () => POOL_RETURN,
    newSecret: () =>
      createHash('sha256')
        .update(`${name} ${String((secrets += 1))}`)
        .digest('base64url'),
  };
  const at = () => provider.call().at;
  const start = (query: Record<string, string> = { lang: 'en' }) => call(startMotherSignIn(needs), { query, at: at() });
  const finish = (query: Record<string, string>, cookie: string) =>
    call(finishMotherSignIn(needs), { query, headers: { cookie }, at: at() });
  return {
    ...world,
    provider,
    control: provider.sandbox.control,
    needs,
    caseId,
    number,
    at,
    start,
    finish,
    show: (cookie: string) => call(showOwnPage(needs), { headers: { cookie }, at: at() }),
    /** As far as the provider's answer: what the browser carries back, and its cookie. */
    async toCallback(nationalId: string | undefined = SOWMYA, lang = 'en') {
      const started = await start({ lang });
      const back = await chooseAt(started.headers['location'] ?? '', nationalId);
      return { query: Object.fromEntries(back.searchParams), cookie: cookieIn(started), back };
    },
    stop: () => provider.sandbox.stop(),
  };
};
export type SignInWorld = Awaited<ReturnType<typeof aSignInWorld>>;
