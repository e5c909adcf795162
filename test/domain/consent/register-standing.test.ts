import { Consents, type Consent } from '../../../functions/casefile/case.ts';
import { place } from '../../../functions/casefile/entity.ts';
import { afterChange } from '../../../functions/casefile/after.ts';
import type { CaseFile, Change } from '../../../functions/casefile/files.ts';
import {
  isTaken,
  keepIndividual,
  mayBeGivenThere,
  mayTry,
  nextStep,
  notified,
  putOff,
  registered,
  released,
  settled,
  standingOf,
  takeWord,
  verdictOn,
} from '../../../functions/consent/domain/register-standing.ts';
import { aRoot } from '../../support/builders.ts';

const AGREEMENTS = { verification: 'da-v', sharing: 'da-s' };
const AT = '2026-03-01T10:20:00.000Z';
const IDS = ['00000000-0000-8000-a000-000000000001', '00000000-0000-8000-a000-000000000002'] as const;

const aConsent = (changes: Partial<Consent> = {}): Consent => ({
  consentId: IDS[0],
  method: 'paper',
  scanReference: 'scan-1',
  purposes: ['verification'],
  agreement: { id: 'a', revision: '1', hash: 'h' },
  state: 'signed',
  givenAt: '2026-02-01T10:00:00.000Z',
  seal: 's',
  ...changes,
});
const fileWith = (...consents: readonly Consent[]): CaseFile =>
  afterChange({ root: aRoot(), items: [] }, { put: consents.map((consent) => place(Consents, consent)) });
const after = (file: CaseFile, ...changes: readonly ((file: CaseFile) => Pick<Change<unknown>, 'put'>)[]): CaseFile =>
  changes.reduce((now, change) => afterChange(now, change(now)), file);
const knownThere =
  (optIn: boolean, consentId: string = IDS[0]) =>
  (file: CaseFile) => ({ put: registered(file, { purpose: 'verification', consentId, recordId: 'CR-1', revisionHash: 'h1', optIn }) });
const known = (file: CaseFile) => keepIndividual(file, 'IND-1');

describe('what the block of a country is told', () => {
  it.each<[string, CaseFile, object | undefined]>([
    ['nothing of a mother who said nothing', fileWith(), undefined],
    ['nothing of a purpose without an agreement there', fileWith(aConsent({ purposes: ['messages'] })), undefined],
    ['nothing of a no to a question', fileWith(aConsent({ state: 'refused' })), undefined],
    ['a yes', fileWith(aConsent()), { does: 'give', purpose: 'verification' }],
    ['a yes once', after(fileWith(aConsent()), known, knownThere(true)), undefined],
    [
      'a yes to another record of hers',
      after(fileWith(aConsent(), aConsent({ consentId: IDS[1], givenAt: AT })), known, knownThere(true)),
      { does: 'give', consent: { consentId: IDS[1] } },
    ],
    [
      'a withdrawal, in the record that said yes',
      after(fileWith(aConsent({ state: 'withdrawn' })), known, knownThere(true)),
      { does: 'withdraw', recordId: 'CR-1' },
    ],
    ['a withdrawal once', after(fileWith(aConsent({ state: 'withdrawn' })), known, knownThere(false)), undefined],
    ['no withdrawal where nobody knows her', fileWith(aConsent({ state: 'withdrawn' })), undefined],
    [
      'a withdrawal of what may have been told before it was kept',
      after(fileWith(aConsent({ state: 'withdrawn' })), known),
      { does: 'withdraw' },
    ],
  ])('%s', (_what, file, step) => {
    const next = nextStep(file, AGREEMENTS);

    if (step === undefined) expect(next).toBeUndefined();
    else expect(next).toMatchObject(step);
  });

  it.each<[string, CaseFile, object | undefined]>([
    ['no yes', fileWith(aConsent()), undefined],
    ['nothing where nobody knows her', fileWith(aConsent({ state: 'withdrawn' })), undefined],
    ['her withdrawal first', after(fileWith(aConsent({ state: 'withdrawn' })), known, knownThere(true)), { does: 'withdraw' }],
    [
      'then that she is to be forgotten',
      after(fileWith(aConsent({ state: 'withdrawn' })), known, knownThere(false)),
      { does: 'forget', individualId: 'IND-1' },
    ],
  ])('of a case that was erased: %s', (_what, file, step) => {
    const next = nextStep({ ...file, root: { ...file.root, erasedOn: file.root.mother.birthDate } }, AGREEMENTS);

    if (step === undefined) expect(next).toBeUndefined();
    else expect(next).toMatchObject(step);
  });
});

describe('a yes that was given there alone', () => {
  it.each<[string, CaseFile, boolean]>([
    ['counts where she said nothing here', fileWith(), true],
    ['counts not against a no to us', fileWith(aConsent({ state: 'refused' })), false],
    [
      'counts not against a withdrawal that is not told yet',
      after(fileWith(aConsent({ state: 'withdrawn' })), known, knownThere(true)),
      false,
    ],
    ['counts not against a withdrawal before anybody there knew her', fileWith(aConsent({ state: 'withdrawn' })), false],
    ['counts after a withdrawal that the block knows', after(fileWith(aConsent({ state: 'withdrawn' })), known, knownThere(false)), true],
  ])('%s', (_what, file, counts) => {
    expect(mayBeGivenThere(file, 'verification')).toBe(counts);
  });
});

describe('the word', () => {
  const speaker = { by: 'event-1', at: AT };

  it("is one speaker's until he is done, or has been silent for too long", () => {
    const file = after(fileWith(aConsent()), (now) => takeWord(now, speaker));

    expect(isTaken(standingOf(file), speaker)).toBe(false);
    expect(isTaken(standingOf(file), { by: 'event-2', at: AT })).toBe(true);
    expect(isTaken(standingOf(file), { by: 'event-2', at: '2026-03-01T10:25:00.000Z' })).toBe(false);
    expect(standingOf(after(file, settled))).toEqual({ purposes: [], isNotified: false, attempts: 0 });
  });

  it('leaves an entry to the sweep when it is given back with something untold', () => {
    const file = after(
      fileWith(aConsent()),
      (now) => takeWord(now, speaker),
      (now) => released(now, AGREEMENTS),
    );

    expect(standingOf(file)).toMatchObject({ dueOn: '2026-03-01' });
    expect(standingOf(file).speaker).toBeUndefined();
  });

  it('is put off with growing pauses, the last of which repeats', () => {
    const pauses = [15, 60];
    const once = after(
      fileWith(aConsent()),
      (now) => takeWord(now, speaker),
      (now) => putOff(now, 'PartnerUnavailable', speaker, pauses),
    );
    const often = after(once, ...[1, 2].map(() => (now: CaseFile) => putOff(now, 'PartnerUnavailable', speaker, pauses)));

    expect(standingOf(once)).toMatchObject({ attempts: 1, retryAt: '2026-03-01T10:35:00.000Z' });
    expect(standingOf(often)).toMatchObject({ attempts: 3, retryAt: '2026-03-01T11:20:00.000Z' });
    expect(mayTry(standingOf(once), '2026-03-01T10:34:00.000Z')).toBe(false);
    expect(mayTry(standingOf(once), '2026-03-01T11:00:00.000Z')).toBe(true);
  });

  it('is not taken from somebody else by a notification that cannot be followed', () => {
    const file = after(
      fileWith(aConsent()),
      (now) => takeWord(now, speaker),
      (now) => notified(now, AT),
      (now) => putOff(now, 'PartnerUnavailable', { by: 'request-1', at: AT }, [15]),
    );

    expect(isTaken(standingOf(file), { by: 'event-2', at: AT })).toBe(true);
    expect(standingOf(after(file, settled))).toMatchObject({ isNotified: true, dueOn: '2026-03-01' });
  });
});

describe('what the block says of a record', () => {
  const entry = { purpose: 'verification', consentId: IDS[0], recordId: 'CR-1', revisionHash: 'h1', optIn: true } as const;
  const standing = { individualId: 'IND-1', purposes: [entry], isNotified: false, attempts: 0 };
  const record = { recordId: 'CR-1', revisionHash: 'h1', optIn: true, isSigned: true, agreementId: 'da-v', individualId: 'IND-1' };

  it.each<[string, Partial<typeof record> | undefined, string]>([
    ['stands as she signed it', {}, 'stands'],
    ['is not signed', { isSigned: false }, 'another'],
    ['says no', { optIn: false, isSigned: false }, 'withdrawn'],
    ['is to another revision', { revisionHash: 'h2' }, 'another'],
    ['is to another agreement', { agreementId: 'da-s' }, 'another'],
    ['is of somebody else, who says no', { individualId: 'IND-2', optIn: false }, 'another'],
    ['is not known', undefined, 'another'],
  ])('%s', (_what, changes, verdict) => {
    expect(verdictOn(entry, standing, 'da-v', changes && { ...record, ...changes })).toBe(verdict);
  });
});
