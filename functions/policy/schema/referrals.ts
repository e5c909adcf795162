import * as z from 'zod';
import { placeholdersOf } from '../placeholders.ts';
import { ORGANISATION_TEXTS, OrganisationText, Urgency } from './referral-kinds.ts';
import { Id, Language } from './vocabulary.ts';

const hours = (what: string) => z.int().min(1).describe(`${what}, hours`);
const Texts = z.record(Language, z.string().min(1)).describe('text by language; en is required');

/** The words of the page behind an organisation's link. */
export const PAGE_WORDS = [
  'title',
  'need',
  'area',
  'urgency',
  'answerBy',
  'whom',
  'accept',
  'decline',
  'start',
  'done',
  'giveUp',
  'isOffered',
  'isAccepted',
  'isInProgress',
  'isDone',
  'isEnded',
  'noConsent',
] as const;
export type PageWord = (typeof PAGE_WORDS)[number];

/** A kind of help: a social need, or a clinical reason. */
export const ReferralDomain = z.strictObject({
  id: Id,
  names: Texts,
  help: z
    .enum(['health', 'community'])
    .describe('who helps: health care, or organisations of the community, which the agreement that she signed has to name'),
  autoOffer: z.boolean().describe('a need found by a screen is offered without a person asking for it, where she has consented'),
});
export type ReferralDomain = z.infer<typeof ReferralDomain>;

const Times = z.strictObject({
  answerHours: hours('from the offer until the organisation has to accept or decline'),
  startHours: hours('from the acceptance until help has to begin'),
  completeHours: hours('from the beginning until help has to be done'),
});

const englishFaults = (texts: Readonly<Record<string, unknown>>): readonly string[] => ('en' in texts ? [] : ['the text in en is missing']);

/** How a programme refers mothers to clinics and community organisations. */
export const ReferralRules = z
  .strictObject({
    source: z.string().min(1).describe('where the domains and the times come from'),
    domains: z.array(ReferralDomain).min(1),
    times: z.record(Urgency, Times),
    order: z
      .array(z.enum(['openNow', 'language', 'load']))
      .describe('by what organisations that could help are ranked, the first criterion first; their ids decide what is left'),
    offersAtMost: z.int().min(1).max(20).describe('organisations that are asked before a person has to look'),
    remindBeforeHours: hours('how long before its time is over an organisation is reminded'),
    falseDonesAllowed: z.int().min(0).describe('how often one organisation may say done when she says no, before another is asked'),
    confirm: z.strictObject({
      waitHours: hours('from done until a person has to look, when she does not answer'),
      remindBeforeHours: hours('how long before that she is asked again'),
    }),
    heldLookDays: z.int().min(1).describe('how often a person is told again of a referral that waits for one, calendar days'),
    owner: z.literal('supervisor').describe('who decides what no organisation and no mother does'),
    texts: z.record(OrganisationText, Texts),
    page: z.record(z.enum(PAGE_WORDS), Texts),
  })
  .superRefine(({ texts, domains, page }, context) => {
    const fault = (path: (string | number)[], message: string) => context.addIssue({ code: 'custom', path, message });
    for (const [place, { names }] of domains.entries()) for (const message of englishFaults(names)) fault(['domains', place], message);
    for (const [word, byLanguage] of Object.entries(page)) for (const message of englishFaults(byLanguage)) fault(['page', word], message);
    for (const [id, byLanguage] of Object.entries(texts)) {
      for (const message of englishFaults(byLanguage)) fault(['texts', id], message);
      for (const [language, text] of Object.entries(byLanguage))
        for (const name of placeholdersOf(text))
          if (!(ORGANISATION_TEXTS[id as OrganisationText] as readonly string[]).includes(name))
            fault(['texts', id, language], `{${name}} is not provided`);
    }
    const ids = domains.map(({ id }) => id);
    for (const id of ids.filter((each, place) => ids.indexOf(each) !== place)) fault(['domains'], `${id} is listed twice`);
  });
export type ReferralRules = z.infer<typeof ReferralRules>;
