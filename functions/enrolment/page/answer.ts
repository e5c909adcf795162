/** How her page is answered: by HTML that loads nothing, with a cookie that only this page is sent. */
import { reply, type Caller, type Reply } from '../../runtime/operation.ts';
import { PageLanguage } from './render.ts';

const COOKIE = 'nestling-account';
/** Nothing is loaded, framed, kept or told to another site. */
const HEADERS = {
  'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
  'referrer-policy': 'no-referrer',
  'x-frame-options': 'DENY',
};

const ATTRIBUTES = 'HttpOnly; Secure; SameSite=Strict';
const SESSION_SECONDS = 1800;
/** The session's cookie. `path` is what the page stands below, where the answer that sets it comes from another place. */
export const cookieFor = (token: string, path?: string): string =>
  `${COOKIE}=${token}; Max-Age=${String(SESSION_SECONDS)}; ${path === undefined ? '' : `Path=${path}; `}${ATTRIBUTES}`;
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
