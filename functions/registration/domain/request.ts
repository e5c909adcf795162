import { parsePhoneNumberFromString, type CountryCode } from 'libphonenumber-js/core';
import numberingPlan from 'libphonenumber-js/min/metadata';
import * as z from 'zod';
import { FactValue, Sex } from '../../casefile/case.ts';
import { PlainDate } from '../../kernel/dates.ts';

/** A person's name or a part of it, as the register writes it: letters of any script, marks, spaces and the usual punctuation. */
export const Name = z
  .string()
  .trim()
  .min(1)
  .max(100)
  .regex(/^[\p{L}\p{M}][\p{L}\p{M}\p{Pd} .’'()/]*$/u, 'must be a name: letters, spaces, hyphens, apostrophes');

/** A national number or a certificate's, in the form in which it is compared: capitals, without spaces. */
export const Identifier = z
  .string()
  .max(64)
  .transform((text) => text.replace(/\s+/g, '').toUpperCase())
  .pipe(z.string().regex(/^[A-Z0-9][A-Z0-9/.-]{0,39}$/, 'must be 1 to 40 letters, digits, slashes, dots or hyphens'));

export const Area = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9_-]{0,39}$/, 'must be the code of an area');

export const LanguageTag = z.string().regex(/^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$/, 'must be a language tag such as en');

/** A phone number in any usual form; checked and rewritten to E.164 with the programme's country. */
export const PhoneText = z.string().trim().min(3).max(32);

/** The E.164 form of a phone number, or undefined when it is none. A number without a country's prefix is one of `country`. */
export const phoneOf = (text: string, country: string): string | undefined => {
  const parsed = parsePhoneNumberFromString(text, country === 'ZZ' ? {} : { defaultCountry: country as CountryCode }, numberingPlan);
  return parsed?.isValid() === true ? parsed.number : undefined;
};

const AddressRequest = z.strictObject({
  line: z.string().trim().min(1).max(200).optional(),
  locality: z.string().trim().min(1).max(100).optional(),
  postalCode: z.string().trim().min(1).max(20).optional(),
});

export const MotherRequest = z.strictObject({
  givenName: Name,
  familyName: Name,
  birthDate: PlainDate.describe('her date of birth'),
  phone: PhoneText.optional().describe('E.164, or as dialled in the country of the programme'),
  nationalId: Identifier.optional().describe('left out where she has none: her identity is then verified by a person'),
  address: AddressRequest.optional(),
});
export type MotherRequest = z.infer<typeof MotherRequest>;

export const ChildRequest = z.strictObject({
  givenName: Name.optional(),
  familyName: Name.optional(),
  sex: Sex,
  bornOn: PlainDate.describe('date of birth'),
  bornAtTime: z
    .string()
    .regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'must be HH:MM')
    .optional()
    .describe('local time of birth'),
  birthPlace: z.enum(['home', 'facility', 'transit']),
  birthLocation: z.string().trim().min(1).max(200).optional().describe('where: village, ward, road'),
  facility: z.string().trim().min(1).max(64).optional().describe('identifier of the facility'),
  facilityKind: z.string().trim().min(1).max(40).optional().describe("the kind of facility in the programme's words, such as government"),
  birthOrder: z.int().min(1).max(8).optional().describe('tells a twin from the same child sent again'),
  nationalId: Identifier.optional(),
  certificate: Identifier.optional().describe('number of the birth certificate'),
});
export type ChildRequest = z.infer<typeof ChildRequest>;

export const PURPOSES = ['verification', 'programme', 'messages', 'sharing'] as const;

const purposes = z
  .array(z.enum(PURPOSES))
  .min(1)
  .default([...PURPOSES]);

export const ConsentRequest = z.discriminatedUnion('method', [
  z.strictObject({
    method: z.literal('paper'),
    scanReference: z.string().trim().min(1).max(200).describe('where the scan of the signed sheet is kept'),
    purposes,
  }),
  z.strictObject({
    method: z.literal('digital'),
    attestedBy: z.string().trim().min(1).max(100).describe('how she gave it: her account, or the worker who was there'),
    purposes,
  }),
]);
export type ConsentRequest = z.infer<typeof ConsentRequest>;

export const ApplicantFacts = z.record(z.string().regex(/^[A-Za-z][A-Za-z0-9]{0,39}$/), FactValue).default({});

export const RegistrationRequest = z.strictObject({
  programme: z.string().max(64).describe('identifier of the programme'),
  area: Area,
  language: LanguageTag.describe('the language of her messages'),
  mother: MotherRequest,
  pregnancy: z
    .strictObject({ lastMenstrualPeriodOn: PlainDate.optional(), expectedOn: PlainDate.optional() })
    .optional()
    .describe('for a registration before the birth'),
  children: z.array(ChildRequest).max(8).default([]).describe('after a birth: each child'),
  consent: ConsentRequest,
  applicant: ApplicantFacts.describe('the facts that the programme asks for'),
  paymentAddress: z
    .strictObject({
      modality: z.string().regex(/^0[0-4]$/, 'must be a payment modality 00 to 04'),
      address: z.string().trim().min(3).max(30),
    })
    .optional()
    .describe('where she wants to be paid; modality as in GovStack Payments'),
  externalReference: z
    .string()
    .regex(/^[\w.:-]{1,64}$/)
    .optional()
    .describe("the caller's own reference; the same one is the same registration"),
  recordedAt: z.iso.datetime().optional().describe('when it was recorded, if that was before it was sent'),
});
export type RegistrationRequest = z.infer<typeof RegistrationRequest>;
