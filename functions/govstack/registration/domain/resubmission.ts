/** A case's application that is sent in again: what of it differs from the record is corrected, as the programme allows of each field. */
import { Consents, type Consent } from '../../../casefile/case.ts';
import { allOf, type CaseFile } from '../../../casefile/files.ts';
import { invalidRequest, type Fault } from '../../../kernel/problem.ts';
import type { Programme } from '../../../policy/programme.ts';
import { ConsentRequest, phoneOf } from '../../../registration/domain/request.ts';
import { placeOf, valueAt } from '../../../updating/domain/correction-fields.ts';
import { childrenOf, requestOfCase } from './case-request.ts';
import { formPointer, valueAtPointer, type Mapping } from './mapping.ts';

type Json = Readonly<Record<string, unknown>>;

export interface Resubmitted {
  /** The place of a registration, such as `/children/0/sex`. */
  readonly pointer: string;
  /** The place of the record, such as `/children/<childId>/sex`; undefined where the record has none that may be corrected. */
  readonly field: string | undefined;
  readonly value: unknown;
  /** Whether what the record holds is sealed, so that only its owner's key tells whether it is the same. */
  readonly isSealed: boolean;
}

const isJson = (value: unknown): value is Json => typeof value === 'object' && value !== null && !Array.isArray(value);

/** Places that are corrected as a whole. */
const WHOLE: readonly string[] = ['/paymentAddress', '/consent'];

const placesOf = (request: Json): readonly (readonly [string, unknown])[] =>
  Object.entries(request).flatMap(([part, value]): readonly (readonly [string, unknown])[] => {
    const at = `/${part}`;
    if (Array.isArray(value))
      return value.flatMap((one: unknown, place) =>
        isJson(one)
          ? Object.entries(one).map(([key, inner]) => [`${at}/${String(place)}/${key}`, inner] as const)
          : [[`${at}/${String(place)}`, one] as const],
      );
    return isJson(value) && !WHOLE.includes(at)
      ? Object.entries(value).map(([key, inner]) => [`${at}/${key}`, inner] as const)
      : [[at, value]];
  });

const fieldOf = (file: CaseFile, pointer: string): string | undefined => {
  const place = /^\/children\/(\d+)\/(\w+)$/.exec(pointer);
  if (place === null) return pointer;
  const child = childrenOf(file)[Number(place[1])];
  return child && `/children/${child.childId}/${place[2] ?? ''}`;
};

/** Whether she has given the very consent that is sent in again, and stands by it. */
const isHerConsent = (file: CaseFile, told: unknown): boolean => {
  const sent = ConsentRequest.safeParse(told);
  const facts = ({ method, purposes, scanReference, attestedBy }: Partial<Consent>) =>
    JSON.stringify([method, [...(purposes ?? [])].toSorted(), scanReference, attestedBy]);
  return sent.success && allOf(file, Consents).some((held) => held.state === 'signed' && facts(held) === facts(sent.data));
};

/** What a form tells that the record does not hold. */
export const resubmitted = (file: CaseFile, programme: Programme, request: Json): readonly Resubmitted[] => {
  const held = requestOfCase(file);
  return placesOf(request).flatMap(([pointer, value]) => {
    const told = pointer === '/mother/phone' && typeof value === 'string' ? (phoneOf(value, programme.country) ?? value) : value;
    if (pointer === '/consent' ? isHerConsent(file, told) : JSON.stringify(valueAtPointer(held, pointer)) === JSON.stringify(told))
      return [];
    const field = fieldOf(file, pointer);
    const place = field === undefined ? undefined : placeOf(file, programme, field);
    if (place === undefined) return [{ pointer, field: undefined, value, isSealed: false }];
    const isSealed = place.claim !== undefined && typeof valueAt(file, place) === 'string';
    return [{ pointer, field, value, isSealed }];
  });
};

/** @throws {Problem} InvalidRequest naming what differs and cannot be corrected */
export const refuseFixed = (mapping: Mapping, changes: readonly Resubmitted[]): void => {
  const faults = changes
    .filter(({ field }) => field === undefined)
    .map(({ pointer }): Fault => ({
      pointer: formPointer(mapping, pointer),
      detail: 'differs from the record and cannot be corrected by an application',
    }));
  if (faults.length > 0) throw invalidRequest(...faults);
};
