import * as z from 'zod';
import texts from '../page-texts.json' with { type: 'json' };

type Words = (typeof texts)['en'];
export const PAGE_LANGUAGES = Object.keys(texts) as (keyof typeof texts)[];
export const PageLanguage = z.enum(PAGE_LANGUAGES as [keyof typeof texts, ...(keyof typeof texts)[]]);
export type PageLanguage = z.infer<typeof PageLanguage>;

export const wordsIn = (language: PageLanguage): Words => texts[language];

/** What a page says at its top, by the name of its text. */
export type Notice =
  'sent' | 'wrong' | 'often' | 'left' | 'identityDown' | 'identityFailed' | 'identityWithheld' | 'identityUnknown' | 'identityEntered';

/** What of her record stands on the page. */
export interface OwnRecord {
  readonly name: string;
  readonly programme: string;
  readonly number: string;
  readonly next: readonly { readonly what: string; readonly from: string; readonly until: string }[];
  readonly payments: readonly { readonly amount: string; readonly on?: string }[];
  readonly consents: readonly { readonly purposes: readonly string[]; readonly on: string; readonly withdrawn: boolean }[];
  readonly looks: readonly { readonly who: 'you' | 'staff' | 'office'; readonly at: string }[];
  /** The day on which all of it is erased, where she asked for that and may still come back. */
  readonly erasedOn?: string;
}

const SIGNS: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };
const safe = (text: string): string => text.replace(/[&<>"']/g, (sign) => SIGNS[sign] ?? sign);

/** Plain HTML of the kind that an old phone shows too: no script, no image, nothing that is loaded. */
const STYLE =
  'body{font:16px sans-serif;margin:0 auto;max-width:32em;padding:8px}h1{font-size:1.3em}h2{font-size:1.1em;border-top:1px solid #999;padding-top:6px}input,button{font:inherit;padding:6px;margin:4px 0;width:100%;box-sizing:border-box}ul{padding:0;list-style:none}li{padding:3px 0}p.n{background:#ffd;padding:6px}';

const page = (language: PageLanguage, notice: Notice | undefined, body: string, head = ''): string => {
  const words = wordsIn(language);
  return [
    `<!DOCTYPE html><html lang="${language}" dir="${language === 'ar' ? 'rtl' : 'ltr'}"><head><meta charset="utf-8">`,
    `<meta name="viewport" content="width=device-width"><title>${words.title}</title><style>${STYLE}</style>${head}</head><body><h1>${words.title}</h1>`,
    notice === undefined ? '' : `<p class="n">${words[notice]}</p>`,
    body,
    '</body></html>',
  ].join('');
};

const form = (language: PageLanguage, doing: string, fields: string, button: string): string =>
  `<form method="post" action="?lang=${language}"><input type="hidden" name="do" value="${doing}">${fields}<button>${button}</button></form>`;

const field = (name: string, label: string, hints: string): string => `<label>${label}<input name="${name}" required ${hints}></label>`;

/** The way in: the number on her card, and the code from her phone; or her national identity, where the country offers it. */
export const doorPage = (language: PageLanguage, notice?: Notice, offersIdentity = false): string => {
  const words = wordsIn(language);
  const number = field('number', words.number, 'maxlength="40" autocomplete="off"');
  const code = field('code', words.code, 'maxlength="6" inputmode="numeric" autocomplete="one-time-code"');
  const identity = offersIdentity ? `<hr><p><a href="me/identity?lang=${language}">${words.identity}</a></p>` : '';
  const others = PAGE_LANGUAGES.map((each) => `<a href="?lang=${each}" lang="${each}">${wordsIn(each).name}</a>`).join(' · ');
  return page(
    language,
    notice,
    `${form(language, 'code', number, words.sendCode)}<hr>${form(language, 'enter', number + code, words.enter)}${identity}<p>${others}</p>`,
  );
};

/** What came of signing in with her national identity, and the way on from there. */
export const identityPage = (language: PageLanguage, notice: Notice, ownPageUrl: string): string => {
  const words = wordsIn(language);
  const address = `${safe(ownPageUrl)}?lang=${language}`;
  // a page that goes on by itself, since a cookie for this site alone is not sent along a redirect that began at another
  const onward = notice === 'identityEntered' ? `<meta http-equiv="refresh" content="0;url=${address}">` : '';
  const way = notice === 'identityEntered' ? words.enter : words.back;
  return page(language, notice, `<p><a href="${address}">${way}</a></p>`, onward);
};

const listed = (title: string, rows: readonly string[], none: string): string =>
  `<h2>${title}</h2><ul>${(rows.length === 0 ? [none] : rows).map((row) => `<li>${row}</li>`).join('')}</ul>`;

/** Her record, as little of it as she needs to see. */
export const recordPage = (language: PageLanguage, record: OwnRecord): string => {
  const words = wordsIn(language);
  const purpose = (id: string): string => (Object.hasOwn(words.purposes, id) ? words.purposes[id as keyof Words['purposes']] : safe(id));
  return page(
    language,
    undefined,
    [
      `<p><b>${safe(record.name)}</b><br>${safe(record.programme)}<br><bdi>${safe(record.number)}</bdi></p>`,
      listed(
        words.next,
        record.next.map(({ what, from, until }) => `${safe(what)}: ${safe(from)} (${words.until} ${safe(until)})`),
        words.nothing,
      ),
      listed(
        words.paid,
        record.payments.map(({ amount, on }) => `<bdi>${safe(amount)}</bdi>: ${on === undefined ? words.underWay : safe(on)}`),
        words.nothing,
      ),
      listed(
        words.consents,
        record.consents.map(
          ({ purposes, on, withdrawn }) => `${purposes.map(purpose).join(', ')}: ${safe(on)}${withdrawn ? ` (${words.withdrawn})` : ''}`,
        ),
        words.nothing,
      ),
      listed(
        words.looks,
        record.looks.map(({ who, at }) => `${safe(at)}: ${words[who]}`),
        words.nothing,
      ),
      `<p>${words.safe}</p>${form(language, 'leave', '', words.leave)}`,
      record.erasedOn === undefined
        ? form(language, 'forget', '', words.forget)
        : `<p class="n">${words.forgetOn} ${safe(record.erasedOn)}</p>${form(language, 'stay', '', words.stay)}`,
    ].join(''),
  );
};

/** Whether she means to be forgotten: what that does, and the way back. */
export const forgetPage = (language: PageLanguage): string => {
  const words = wordsIn(language);
  const back = `<p><a href="?lang=${language}">${words.back}</a></p>`;
  return page(language, undefined, `<p class="n">${words.forgetAsk}</p>${form(language, 'forgetSure', '', words.forgetSure)}${back}`);
};
