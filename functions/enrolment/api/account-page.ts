import { reply, type Caller, type Reply } from '../../runtime/operation.ts';
import type { Programmes } from '../../runtime/programmes.ts';
import { readOwn, type AccountNeeds } from '../enter-account.ts';
import { ownRecord } from '../page/own-record.ts';
import { doorPage, PageLanguage, recordPage, type Notice } from '../page/render.ts';

export interface PageNeeds extends AccountNeeds {
  readonly programmes: Programmes;
}

const COOKIE = 'nestling-account';
const LOOKS_SHOWN = 20;

/** Nothing is loaded, framed, kept or told to another site. */
const HEADERS = {
  'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
  'referrer-policy': 'no-referrer',
  'x-frame-options': 'DENY',
};

const ATTRIBUTES = 'HttpOnly; Secure; SameSite=Strict';
const SESSION_SECONDS = 1800;
export const cookieFor = (token: string): string => `${COOKIE}=${token}; Max-Age=${String(SESSION_SECONDS)}; ${ATTRIBUTES}`;
export const NO_COOKIE = `${COOKIE}=; Max-Age=0; ${ATTRIBUTES}`;

export const tokenIn = ({ headers }: Pick<Caller, 'headers'>): string =>
  (headers['cookie'] ?? '')
    .split(';')
    .map((one) => one.trim().split('='))
    .find(([name]) => name === COOKIE)?.[1] ?? '';

/** The language that she chose, else the first of her phone's that the page speaks. */
export const languageFor = (chosen: string | undefined, { headers }: Pick<Caller, 'headers'>): PageLanguage => {
  const wanted = [chosen ?? '', ...(headers['accept-language'] ?? '').split(',').map((one) => one.trim().slice(0, 2))];
  return wanted.map((one) => PageLanguage.safeParse(one)).find(({ success }) => success)?.data ?? 'en';
};

export const htmlReply = (text: string, headers: Readonly<Record<string, string>> = {}, status = 200): Reply =>
  reply({ status, headers: { ...HEADERS, ...headers }, raw: { contentType: 'text/html; charset=utf-8', text } });

export const door = (language: PageLanguage, notice?: Notice, headers?: Readonly<Record<string, string>>): Reply =>
  htmlReply(doorPage(language, notice), headers);

/** Her record, for an open session. @throws {Problem} Unauthenticated */
export const ownPage = async (needs: PageNeeds, token: string, language: PageLanguage, caller: Caller, headers = {}): Promise<Reply> => {
  const file = await readOwn(needs, token, caller);
  const { items } = await needs.files.readAccesses(file.root.caseId, caller, { limit: LOOKS_SHOWN });
  const programme = needs.programmes.get(file.root.programme);
  return htmlReply(recordPage(language, ownRecord(file, programme, items, language)), headers);
};
