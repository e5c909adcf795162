import { globSync, readFileSync } from 'node:fs';
import { WaitingKind } from '../../../functions/casefile/waiting.ts';

/** Everything that can fall due, and the context that takes care of it when it does. */
const OWNERS: Readonly<Record<string, string>> = {
  verification: 'verification',
  birthRegistration: 'verification',
  review: 'reviews',
  eligibility: 'eligibility',
  enrolment: 'enrolment',
  paymentAddress: 'enrolment',
  worker: 'enrolment',
  entitlement: 'payment',
  payment: 'payment',
  contact: 'care',
  grievance: 'care',
  immunization: 'immunization',
  referral: 'referrals',
  monitoring: 'readings',
  severeEpisode: 'readings',
  message: 'messaging',
  messageSet: 'messaging',
  screen: 'screening',
  planAction: 'team',
  caseReview: 'team',
  alert: 'alerts',
  question: 'alerts',
  childAge: 'updating',
  exit: 'updating',
  bereavement: 'updating',
  erasure: 'updating',
  phoneChange: 'updating',
};

const PLACED = /dueOn\(\s*'(?:update|exit)',[^']*'(\w+)'/g;

const read = (file: string): string => readFileSync(file, 'utf8');
const placedKinds = (): readonly string[] =>
  globSync('functions/**/*.ts').flatMap((file) => Array.from(read(file).matchAll(PLACED), ([, kind = '']) => kind));

describe('what falls due', () => {
  it('has an owner, whatever it is', () => {
    const kinds = [...new Set([...placedKinds(), ...WaitingKind.options])].sort();

    expect(kinds).toEqual(Object.keys(OWNERS).sort());
  });

  it.each(Object.entries(OWNERS))('of kind %s is taken care of in %s', (kind, owner) => {
    const listening = globSync(`functions/${owner}/subscribers/*.ts`)
      .map(read)
      .filter((text) => /ItemFellDue,/.test(text));

    expect(listening.some((text) => text.includes(`'${kind}'`))).toBe(true);
  });
});
