import * as z from 'zod';
import type { BirthNotification, CivilRegistryPort, UnreadableChange } from '../civil-registry.ts';
import type { PartnerCall } from '../partner-call.ts';
import { Problem } from '../../kernel/problem.ts';
import { parsedCallback, verifySignature } from './callback-signature.ts';
import type { PartnersConfiguration } from './configuration.ts';
import { digitalRegistry, type RegistryRecord } from './digital-registry.ts';
import { exchangeWith, type Needs } from './exchange.ts';
import { day, present, sex, text } from './facts.ts';

const Birth = z
  .object({
    childId: text(64),
    certificate: text(64).optional(),
    givenName: text(200).optional(),
    familyName: text(200).optional(),
    birthDate: day,
    sex: sex.optional(),
    motherId: text(64).optional(),
    place: text(200).optional(),
    diedOn: day.optional(),
  })
  .transform(present);

const Change = z
  .object({
    changeId: text(64),
    kind: z.enum(['birth', 'death', 'move']),
    on: day,
    nationalId: text(64).optional(),
    childId: text(64).optional(),
    certificate: text(64).optional(),
    area: text(64).optional(),
  })
  .transform(({ changeId, kind, on, nationalId, childId, certificate, area }, context) => {
    const subject = nationalId === undefined ? childId && { childId } : { nationalId };
    if (!subject) {
      context.addIssue({ code: 'custom', path: ['nationalId'] });
      return z.NEVER;
    }
    const child = kind === 'birth' && childId !== undefined ? present({ childId, certificate }) : undefined;
    return present({ changeId, kind, on, subject, child, area });
  });

const ChangeId = z.object({ changeId: text(64) });
const ofMother = z.object({ nationalId: text(64) }).transform(({ nationalId }) => ({ nationalId }));
const ofChild = z.object({ childId: text(64) }).transform(({ childId }) => ({ childId }));

const unreadableChange = (record: RegistryRecord, { issues }: z.ZodError): UnreadableChange =>
  present({
    changeId: ChangeId.safeParse(record).data?.changeId,
    subject: (record['nationalId'] === undefined ? ofChild : ofMother).safeParse(record).data,
    facts: [...new Set(issues.map(({ path }) => String(path[0] ?? '')))],
  });

/** Errors come with status 200. */
const Enrolment = z.object({
  response: z.array(z.object({ id: text(64) })).min(1),
  errors: z.array(z.unknown()).max(0).nullish(),
});

const Progress = z.discriminatedUnion('status', [
  z.object({ status: z.literal('pending') }),
  z.object({ status: z.literal('refused') }),
  z.object({ status: z.literal('registered'), childId: text(64), certificate: text(64) }),
]);

/** What birth registration calls back with; GovStack defines no such call, so it carries the reference and nothing else that counts. */
const Callback = z.object({ reference: text(64) });

/** The facts of a birth as an enrolment: the identity building block takes each as text. */
const enrolmentOf = (notification: BirthNotification, { at }: PartnerCall) => {
  const { requestId, motherId, motherName, givenName, familyName, birthDate, birthTime, place } = notification;
  return {
    id: 'govstack.enrollment',
    version: 'v1',
    requesttime: at,
    request: {
      offlineMode: false,
      id: requestId,
      refId: requestId,
      process: 'NEW',
      source: 'NESTLING',
      fields: present({
        fullName: givenName === undefined && familyName === undefined ? undefined : [givenName, familyName].filter(Boolean).join(' '),
        firstName: givenName,
        lastName: familyName,
        gender: notification.sex,
        birthdate: birthDate,
        birthTime,
        birthPlace: place,
        motherId,
        motherName,
      }),
    },
  };
};

/** The civil registry and its birth registration over HTTP. */
export const civilRegistryClient = (settings: PartnersConfiguration['civilRegistry'], needs?: Needs): CivilRegistryPort => {
  const exchange = exchangeWith('civil registry', settings, needs);
  const births = digitalRegistry(exchange, settings.births);
  const changes = digitalRegistry(exchange, settings.changes);
  const birthRegistrations = digitalRegistry(exchange, settings.birthRegistrations);

  return {
    async findBirth({ consentId, ...known }, call) {
      if (Object.keys(present(known)).length === 0) return { outcome: 'unknown' };
      const reading = await births.read(present(known), consentId, call);
      if (reading.outcome !== 'found') return reading;
      const asAsked = Birth.refine(
        ({ childId, certificate }) => (known.childId ?? childId) === childId && (known.certificate ?? certificate) === certificate,
        { path: ['childId'] },
      );
      return { outcome: 'found', birth: exchange.read(asAsked, reading.record) };
    },

    async existsChild({ consentId, ...known }, call) {
      if (Object.keys(present(known)).length === 0) return { outcome: 'unknown' };
      return { outcome: await births.exists(present(known), consentId, call) };
    },

    async registerBirth(notification, call) {
      const { status, body } = await exchange.ask(
        {
          method: 'PUT',
          path: settings.enrolmentPath,
          headers: {
            'x-consent-record-id': notification.consentId,
            ...(settings.callback === undefined || notification.callbackUrl === undefined
              ? {}
              : { 'X-Callback-URL': notification.callbackUrl }),
          },
          body: enrolmentOf(notification, call),
          expected: [200, 201],
        },
        call,
      );
      if (status === 201 && body === undefined) return { reference: notification.requestId };
      const [enrolled] = exchange.read(Enrolment, body).response;
      return { reference: enrolled?.id ?? notification.requestId };
    },

    receiveCallback(delivery) {
      if (settings.callback === undefined) throw new Problem('SignatureInvalid', 'no callbacks are agreed on with birth registration');
      verifySignature(settings.callback, delivery);
      return parsedCallback(Callback, delivery.body);
    },

    async birthRegistrationStatus(reference, call) {
      if (settings.progress === 'readValue') {
        const status = await birthRegistrations.readValue(reference, 'status', call);
        if (status === undefined) return { status: 'unknown' };
        if (status !== 'registered') return exchange.read(Progress, { status });
      }
      const reading = await birthRegistrations.read({ reference }, undefined, call);
      if (reading.outcome !== 'found') return { status: 'unknown' };
      // the number of another birth would be sealed into this child's record
      exchange.read(z.object({ reference: z.literal(reference).optional() }), reading.record);
      return exchange.read(Progress, reading.record);
    },

    async changesSince(cursor, limit, call) {
      const { records, more } = await changes.list(cursor === undefined ? {} : { cursor }, limit, call);
      const readings = records.map((record) => ({ record, ...Change.safeParse(record) }));
      const found = readings.flatMap(({ data }) => data ?? []);
      // where none can be read, it is the mapping that is wrong, and each of them has to be asked for again
      if (found.length === 0) exchange.read(z.array(Change), records);
      const unreadable = readings.flatMap(({ record, error }) => (error === undefined ? [] : unreadableChange(record, error)));
      const nextCursor = records.map((record) => ChangeId.safeParse(record).data?.changeId).findLast((id) => id !== undefined) ?? cursor;
      // a page that leads no further is the last one, whatever it says of a next
      return { changes: found, unreadable, more: more && nextCursor !== cursor, ...present({ nextCursor }) };
    },
  };
};
