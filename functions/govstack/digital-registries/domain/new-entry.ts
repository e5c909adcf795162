/** A membership as another system asks for it, and the registration that it is to us. */
import * as z from 'zod';
import type { Fault } from '../../../kernel/problem.ts';
import {
  ApplicantFacts,
  Area,
  ChildRequest,
  ConsentRequest,
  Identifier,
  LanguageTag,
  MotherRequest,
  Name,
  RegistrationRequest,
} from '../../../registration/domain/request.ts';
import { dayOf } from './content.ts';

/** The definition calls these dates and shows instants: both are taken. */
const Day = z.union([z.iso.date(), z.iso.datetime()], 'must be a date such as 2026-01-31').transform(dayOf);

const File = z.union([
  z.object({ url: z.string().max(2000), originalName: z.string().max(500), type: z.string().max(200) }),
  z.object({ $documentId: z.number() }),
]);

const Number_ = z.string().regex(/^[\w.:-]{1,64}$/, 'must be 1 to 64 letters, digits, dots, colons, hyphens or underscores');

/** What the definition has no field for and nobody can be registered without. */
const Registration = z.strictObject({
  programme: z.string().max(64),
  area: Area,
  language: LanguageTag,
  birthPlace: ChildRequest.shape.birthPlace,
  consent: ConsentRequest.describe('how she consented: without it nothing of her is kept'),
  applicant: ApplicantFacts.optional(),
  paymentModality: z
    .string()
    .regex(/^0[0-4]$/, 'must be a payment modality 00 to 04')
    .optional(),
});

export const NewEntry = z
  .strictObject({
    content: z.strictObject({
      ID: Number_.optional().describe('the caller’s own number of this entry: the same one is the same entry'),
      id: Number_.optional(),
      start: Day.optional(),
      expiry: Day.optional(),
      child: z.strictObject({
        citizenId: Identifier.optional(),
        firstName: Name.optional(),
        lastNames: Name.optional(),
        birthdate: Day,
        address: z.string().max(200).optional(),
        nationality: z.string().max(3).optional(),
        birthCertificate: File.optional(),
        gender: z.enum(['Male', 'Female']).optional(),
      }),
      caretaker: z.strictObject({
        citizenId: Identifier.optional(),
        firstName: Name,
        lastNames: Name,
        birthdate: Day,
        phone: MotherRequest.shape.phone,
        email: z.string().max(200).optional(),
        picture: File.optional(),
        citizenIdDoc: File.optional(),
      }),
      paymentId: z.string().trim().min(3).max(30).optional(),
    }),
    createdAt: z.iso.datetime().optional(),
    modifiedAt: z.iso.datetime().optional(),
    uuid: z.uuid().optional(),
    registration: Registration,
  })
  .refine(({ content: { paymentId }, registration: { paymentModality } }) => paymentId === undefined || paymentModality !== undefined, {
    path: ['registration', 'paymentModality'],
    message: 'is required with content/paymentId: how she is paid there',
  });
export type NewEntry = z.infer<typeof NewEntry>;

/** The largest number of entries in a call: each is a registration of its own. */
export const MOST_ENTRIES = 25;

/** The caller's own number of an entry, where it gives one. */
export const ownNumber = ({ content: { ID, id } }: NewEntry): string | undefined => ID ?? id;

/** What of an entry is kept, as the answer shows it. */
export const keptOf = ({ content: { child, caretaker, paymentId } }: NewEntry) => {
  const { nationality: _n, birthCertificate: _b, ...keptOfChild } = child;
  const { email: _e, picture: _p, citizenIdDoc: _c, ...keptOfCaretaker } = caretaker;
  return { child: keptOfChild, caretaker: keptOfCaretaker, ...(paymentId === undefined ? {} : { paymentId }) };
};

/** The registration that an entry asks for. */
export const registrationFrom = (entry: NewEntry): RegistrationRequest => {
  const { child, caretaker, paymentId } = entry.content;
  const { programme, area, language, birthPlace, consent, applicant, paymentModality } = entry.registration;
  const reference = ownNumber(entry);
  return RegistrationRequest.parse({
    programme,
    area,
    language,
    mother: {
      givenName: caretaker.firstName,
      familyName: caretaker.lastNames,
      birthDate: caretaker.birthdate,
      phone: caretaker.phone,
      nationalId: caretaker.citizenId,
      ...(child.address === undefined ? {} : { address: { line: child.address } }),
    },
    children: [
      {
        givenName: child.firstName,
        familyName: child.lastNames,
        sex: child.gender === undefined ? 'unknown' : child.gender === 'Male' ? 'male' : 'female',
        bornOn: child.birthdate,
        birthPlace,
        nationalId: child.citizenId,
      },
    ],
    consent,
    applicant,
    ...(reference === undefined ? {} : { externalReference: reference }),
    ...(paymentId === undefined || paymentModality === undefined
      ? {}
      : { paymentAddress: { modality: paymentModality, address: paymentId } }),
  });
};

/** Where a field of a registration stands in an entry. */
const PLACES: readonly (readonly [string, string])[] = [
  ['#/body/mother/givenName', 'content/caretaker/firstName'],
  ['#/body/mother/familyName', 'content/caretaker/lastNames'],
  ['#/body/mother/birthDate', 'content/caretaker/birthdate'],
  ['#/body/mother/nationalId', 'content/caretaker/citizenId'],
  ['#/body/mother/address', 'content/child/address'],
  ['#/body/mother', 'content/caretaker'],
  ['#/body/children/0/givenName', 'content/child/firstName'],
  ['#/body/children/0/familyName', 'content/child/lastNames'],
  ['#/body/children/0/bornOn', 'content/child/birthdate'],
  ['#/body/children/0/nationalId', 'content/child/citizenId'],
  ['#/body/children/0/birthPlace', 'registration/birthPlace'],
  ['#/body/children/0/sex', 'content/child/gender'],
  ['#/body/children/0', 'content/child'],
  ['#/body/paymentAddress', 'content/paymentId'],
  ['#/body', 'registration'],
];

/** A fault of a registration as one of the entry that it came from. */
export const faultOfEntry = ({ pointer, detail }: Fault, place: number): Fault => {
  const found = PLACES.find(([registration]) => pointer.startsWith(registration));
  const rest = found === undefined ? '' : `${found[1]}${pointer.slice(found[0].length)}`;
  return { pointer: `#/body/write/${String(place)}/${rest}`, detail };
};
