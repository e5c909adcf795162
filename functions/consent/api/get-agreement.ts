import * as z from 'zod';
import { PlainDate } from '../../kernel/dates.ts';
import { dateOf } from '../../kernel/dates.ts';
import { operation } from '../../runtime/operation.ts';
import { agreementOn, hashOf, textIn } from '../domain/agreement.ts';
import { Purpose } from '../domain/agreement-revisions.ts';

const AgreementView = z.object({
  id: z.string(),
  revision: z.string(),
  effectiveFrom: PlainDate,
  hash: z.string().describe('SHA-256 of the revision in all its languages; a signed record carries it'),
  language: z.string(),
  title: z.string(),
  purposes: z.record(Purpose, z.string()),
  rights: z.string(),
});

/** `GET /agreements/current`: the text that she signs today, in her language where there is one. */
export const getAgreement = () =>
  operation('getAgreement', {
    route: 'GET /agreements/current',
    scope: 'consent.read',
    summary: 'Read the agreement that a mother signs',
    status: 200,
    query: z.strictObject({
      language: z
        .string()
        .regex(/^[a-z]{2,3}$/)
        .default('en'),
    }),
    response: AgreementView,
    run: ({ query }, { at }) => {
      const agreement = agreementOn(dateOf(at));
      const { language, text } = textIn(agreement, query.language);
      return Promise.resolve({ ...agreement, hash: hashOf(agreement), language, ...text });
    },
  });
