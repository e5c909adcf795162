import type { PageWord, ReferralRules } from '../../policy/schema/referrals.ts';
import type { Offer, Referral } from '../records.ts';
import type { Contact } from './contact.ts';
import { ANSWERS, type OrganisationAnswer, type Stage } from './life-cycle.ts';
import { domainName, inLanguage } from './told.ts';

/** What the page behind a link shows: an offer as it stands, or only a remark. */
export interface LinkPage {
  readonly rules: ReferralRules;
  readonly languages: readonly string[];
  readonly timeZone: string;
  readonly area: string;
  readonly referral: Referral;
  readonly offer: Offer;
  /** Only for who has accepted, while she consents. */
  readonly contact: Contact | undefined;
  readonly remark?: PageWord | undefined;
}

const ESCAPES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };
const escaped = (text: string): string => text.replace(/[&<>"']/g, (sign) => ESCAPES[sign] ?? '');

const RIGHT_TO_LEFT = new Set(['ar', 'fa', 'he', 'ur']);
const STYLE = 'body{font:18px sans-serif;margin:1em;max-width:30em}button{font-size:1em;width:100%;padding:.7em;margin:.4em 0}';

/** No script, no image, nothing from elsewhere: a page that an old phone shows over a slow line. */
const page = (language: string, title: string, body: readonly string[]): string =>
  [
    `<!doctype html><html lang="${escaped(language)}"${RIGHT_TO_LEFT.has(language) ? ' dir="rtl"' : ''}><head><meta charset="utf-8">`,
    '<meta name="viewport" content="width=device-width,initial-scale=1"><meta name="robots" content="noindex">',
    `<title>${escaped(title)}</title><style>${STYLE}</style></head><body><h1>${escaped(title)}</h1>`,
    ...body,
    '</body></html>',
  ].join('');

/** What an organisation reads of an offer that is open. */
const STANDING: Readonly<Partial<Record<Stage, PageWord>>> = {
  offered: 'isOffered',
  accepted: 'isAccepted',
  inProgress: 'isInProgress',
  done: 'isDone',
};

const paragraph = (text: string): string => `<p>${escaped(text)}</p>`;
const line = (label: string, text: string): string => `<p>${escaped(label)}: <b>${escaped(text)}</b></p>`;
const button = (answer: OrganisationAnswer, label: string): string =>
  `<form method="post"><button name="answer" value="${answer}">${escaped(label)}</button></form>`;

const dayAndTime = (at: string, timeZone: string): string =>
  new Intl.DateTimeFormat('en-GB', { timeZone, dateStyle: 'short', timeStyle: 'short', hourCycle: 'h23' }).format(new Date(at));

const languageOf = ({ page: words }: ReferralRules, languages: readonly string[]): string =>
  languages.find((language) => words.title[language] !== undefined) ?? 'en';

/** The page of an offer: what is needed and where, her first name and phone once it was accepted, and what may be answered now. */
export const linkPage = ({ rules, languages, timeZone, area, referral, offer, contact, remark }: LinkPage): string => {
  const word = (name: PageWord): string => inLanguage(rules.page[name], languages);
  const { stage, domain, urgency, dueAt } = referral;
  const standing = offer.endedAt === undefined ? STANDING[stage] : undefined;
  const answers = standing === undefined ? [] : ANSWERS[stage];
  return page(languageOf(rules, languages), word('title'), [
    ...(remark === undefined ? [] : [paragraph(word(remark))]),
    ...(standing === undefined
      ? [paragraph(word('isEnded'))]
      : [
          line(word('need'), domainName(rules, domain, languages)),
          line(word('area'), area),
          ...(urgency === 'routine' ? [] : [`<p><b>${escaped(word('urgency'))}</b></p>`]),
          ...(contact === undefined ? [] : [line(word('whom'), [contact.givenName, contact.phone ?? ''].join(' ').trim())]),
          ...(dueAt === undefined || answers.length === 0 ? [] : [line(word('answerBy'), dayAndTime(dueAt, timeZone))]),
          paragraph(word(standing)),
        ]),
    ...answers.map((answer) => button(answer, word(answer))),
  ]);
};

/** The page behind a link that is none of ours, in English: whose it was meant for is not known. */
export const unknownLinkPage = (): string => page('en', 'Nestling', [paragraph('This link is not valid.')]);
