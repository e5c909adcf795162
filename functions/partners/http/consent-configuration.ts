import * as z from 'zod';
import { Endpoint, Secret } from './endpoint.ts';
import { ClientCertificate } from './mutual-tls.ts';
import { Pointer } from './texts-configuration.ts';

const AgreementId = z.string().min(1).max(120);
const HeaderName = z.string().regex(/^[A-Za-z0-9-]{1,60}$/);

/** A country's own consent building block, in the settings under `partners.consent`. */
export const ConsentRegisterConfiguration = Endpoint.extend({
  agreements: z
    .strictObject({
      verification: AgreementId.optional(),
      programme: AgreementId.optional(),
      messages: AgreementId.optional(),
      sharing: AgreementId.optional(),
    })
    .transform((given) => Object.fromEntries(Object.entries(given).filter(([, id]) => id !== undefined)) as Record<string, string>)
    .refine((agreements) => Object.keys(agreements).length > 0, 'name the agreement of one purpose at least')
    .refine(
      (agreements) => new Set(Object.values(agreements)).size === Object.keys(agreements).length,
      'each purpose needs an agreement of its own',
    )
    .describe("Which of the country's data agreements stands for each of our purposes; a purpose without one stays with our own records"),
  individual: z
    .strictObject({
      nationalIdType: z
        .string()
        .min(1)
        .max(60)
        .optional()
        .describe(
          'externalIdType of the national identifier; without it the block is never told one, and knows mothers by our own id alone',
        ),
      ownIdType: z.string().min(1).max(60).default('nestling').describe('externalIdType of our own id, for mothers without a national one'),
      identityProviderId: z.string().min(1).max(120).optional(),
      header: HeaderName.default('individualId').describe('The header that says whose records a call is about'),
      find: z
        .enum(['list', 'create'])
        .default('list')
        .describe(
          'Whether the list of individuals is looked through before one is made known, or the block itself answers a second POST with the individual that it has; a list is for small countries',
        ),
      pageSize: z.int().min(1).max(1_000).default(100),
      pages: z.int().min(1).max(1_000).default(50).describe('Pages of the list that are read at most'),
    })
    .prefault({}),
  verificationMethod: z
    .string()
    .min(1)
    .max(60)
    .default('ECDSA_SHA_256')
    .describe('What the block calls the way in which we vouch for a signature'),
  forget: z
    .enum(['withdraw', 'delete'])
    .default('withdraw')
    .describe(
      'What the block is told when a case is erased: that she withdraws what she signed under our agreements, or besides, by DELETE, to delete all that it may of her. The definition knows no narrower deletion: it is for a block that keeps nothing of her for others',
    ),
  retryAfterMinutes: z
    .array(z.int().min(1).max(10_080))
    .min(1)
    .max(10)
    .default([15, 60, 240, 1_440])
    .describe('How long to wait after each try in vain to tell the block something; the last pause repeats'),
  callback: z
    .strictObject({
      secret: Secret,
      signatureHeader: HeaderName.default('x-callback-signature'),
      timestampHeader: HeaderName.default('x-callback-timestamp'),
      toleranceSeconds: z.int().min(1).default(300).describe('How old a signed notification may be'),
      individual: Pointer.default('/consentRecord/individual/id').describe('Where in the body the individual stands'),
    })
    .optional()
    .describe('How the block signs its change notifications, where it sends any'),
});
export type ConsentRegisterConfiguration = z.infer<typeof ConsentRegisterConfiguration>;

/** What functions are told that ask it: they need no other partner. */
export const ConsentRegisterSettings = z
  .object({ consent: ConsentRegisterConfiguration.optional(), certificates: z.record(z.string(), ClientCertificate).default({}) })
  .superRefine(({ consent, certificates }, context) => {
    if (consent?.tls !== undefined && certificates[consent.tls] === undefined)
      context.addIssue({ code: 'custom', path: ['consent', 'tls'], message: 'is no name in certificates' });
  });
