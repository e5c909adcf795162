import type { Mother } from '../../casefile/case.ts';

/** A name as it is compared: without case, marks, punctuation, and whichever part comes first. */
export const comparableName = (...parts: readonly string[]): string =>
  parts
    .join(' ')
    .normalize('NFKD')
    .replace(/\p{Mn}/gu, '')
    .toLowerCase()
    .split(/[^\p{L}\p{M}\p{N}]+/u)
    .filter((word) => word !== '')
    .sort()
    .join(' ');

/** The pairs of facts of which one alone makes two registrations a probable duplicate; each is hashed before it is stored. */
export const matchTexts = ({
  givenName,
  familyName,
  birthDate,
  phone,
}: Mother): readonly { readonly kind: string; readonly text: string }[] => {
  const name = comparableName(givenName, familyName);
  return [
    { kind: 'name-birth', text: `${name}|${birthDate}` },
    ...(phone === undefined
      ? []
      : [
          { kind: 'phone-birth', text: `${phone}|${birthDate}` },
          { kind: 'phone-name', text: `${phone}|${name}` },
        ]),
  ];
};
