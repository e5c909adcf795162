import * as z from 'zod';
import { asObjects, reviewOfTask, reviewTaskId } from '../../../functions/govstack/registration/domain/task-views.ts';
import { checkDocument } from '../../../functions/govstack/document-type.ts';
import { listed } from '../../../functions/govstack/registration/domain/listing.ts';
import { formOf, formPointer, requestOf, type Mapping } from '../../../functions/govstack/registration/domain/mapping.ts';
import { programmeForms, programmeService } from '../../../functions/govstack/registration/domain/programme-service.ts';
import { REGISTRATION_SCHEMA } from '../../../functions/govstack/registration/domain/registration-schema.ts';
import { countsOf, periodsOf } from '../../../functions/govstack/registration/domain/statistics.ts';
import { statusOfCase, statusOfReview } from '../../../functions/govstack/registration/domain/status.ts';
import type { CaseRoot } from '../../../functions/casefile/case.ts';
import { parsePlainDate } from '../../../functions/kernel/dates.ts';
import { RegistrationRequest } from '../../../functions/registration/domain/request.ts';
import { shippedProgrammes } from '../../support/builders.ts';

const MAPPING: Mapping = [
  { from: '/person/first', to: '/mother/givenName' },
  { from: '/birth/sex', to: '/children/0/sex', values: { F: 'female' } },
  { from: '/rest', to: '/applicant' },
  { value: 'en', to: '/language' },
];

describe('a form mapped onto a registration', () => {
  it('puts each field in its place, with its words and what is always so', () => {
    expect(requestOf(MAPPING, { person: { first: 'Maya' }, birth: { sex: 'F' }, rest: { poor: true } })).toEqual({
      request: { mother: { givenName: 'Maya' }, children: [{ sex: 'female' }], applicant: { poor: true }, language: 'en' },
      faults: [],
    });
  });

  it('names every field that has no place', () => {
    const { faults } = requestOf(MAPPING, { person: { first: 'Maya', pet: 'cat' }, other: 1 });

    expect(faults.map(({ pointer }) => pointer)).toEqual(['#/body/formData/data/person/pet', '#/body/formData/data/other']);
  });

  it('leads back to the form', () => {
    expect(formOf(MAPPING, { mother: { givenName: 'Maya' }, children: [{ sex: 'female' }], language: 'en' })).toEqual({
      person: { first: 'Maya' },
      birth: { sex: 'F' },
    });
    expect(formPointer(MAPPING, '/applicant/poor')).toBe('#/body/formData/data/rest/poor');
    expect(formPointer(MAPPING, '/mother')).toBe('#/body/formData/data/person/first');
    expect(formPointer(MAPPING, '/consent')).toBe('#/body/formData/data');
  });

  it('keeps names that objects have by themselves out of the prototype', () => {
    const data = JSON.parse('{"rest": {"__proto__": {"isAdmin": true}}}') as Record<string, unknown>;
    requestOf(MAPPING, data);

    expect(({} as Record<string, unknown>)['isAdmin']).toBeUndefined();
  });
});

describe('the service of a programme', () => {
  const programme = shippedProgrammes.get('IN-PMMVY2');

  it('is there while a version is in force', () => {
    expect(programmeService(programme, '2024-03-04T09:00:00.000Z')).toMatchObject({
      name: programme.name,
      handling: { programme: 'IN-PMMVY2' },
    });
    expect(programmeService(programme, '2001-01-01T09:00:00.000Z')).toBeUndefined();
  });

  it('has a form with the facts that the programme asks for', () => {
    const [form] = programmeForms(programme, '2024-03-04T09:00:00.000Z').filter(({ latest }) => latest);

    expect(form?.schema).toMatchObject({
      properties: { applicant: { properties: { categories: { type: 'array' }, bankAccount: { type: 'string' } } } },
    });
  });

  it('is made of what a registration takes today', () => {
    expect(REGISTRATION_SCHEMA).toEqual(z.toJSONSchema(RegistrationRequest, { unrepresentable: 'any', io: 'input' }));
  });
});

describe('the status of an application', () => {
  const root = (status: CaseRoot['status'], exit?: { from: CaseRoot['status']; reason: string }) =>
    ({ status, ...(exit === undefined ? {} : { exit }) }) as Pick<CaseRoot, 'status' | 'exit'>;

  it.each([
    ['registered', 'PENDING'],
    ['parked', 'PENDING'],
    ['inVerificationReview', 'PENDING'],
    ['awaitingBirthRegistration', 'SENDBACK'],
    ['refused', 'REJECTED'],
    ['verified', 'PENDING'],
    ['inEligibilityReview', 'PENDING'],
    ['ineligible', 'REJECTED'],
    ['eligible', 'APPROVED'],
    ['enrolled', 'APPROVED'],
  ] as const)('of a case that is %s is %s', (status, expected) => {
    expect(statusOfCase(root(status), [])).toBe(expected);
  });

  it('waits again while an appeal is open', () => {
    expect(statusOfCase(root('ineligible'), [{ kind: 'appeal', status: 'open' }])).toBe('PENDING');
  });

  it('stays approved when she leaves after her enrolment, and is rejected when she left before or was registered twice', () => {
    expect(statusOfCase(root('exited', { from: 'enrolled', reason: 'completed' }), [])).toBe('APPROVED');
    expect(statusOfCase(root('exited', { from: 'verified', reason: 'moved' }), [])).toBe('REJECTED');
    expect(statusOfCase(root('exited', { from: 'enrolled', reason: 'duplicate' }), [])).toBe('REJECTED');
  });

  it('of a task follows its review', () => {
    expect(statusOfReview({ status: 'open' })).toBe('PENDING');
    expect(statusOfReview({ status: 'decided', decision: 'accept' })).toBe('APPROVED');
    expect(statusOfReview({ status: 'decided', decision: 'refuse' })).toBe('REJECTED');
  });
});

describe('a task', () => {
  it('leads to its case and its review', () => {
    expect(reviewOfTask(reviewTaskId('case-1', 'review-1'))).toEqual({ caseId: 'case-1', reviewId: 'review-1' });
    expect(reviewOfTask('81c4445c-bff6-11ed-afa1-0242ac120002')).toBeUndefined();
  });

  it('shows every variable as an object', () => {
    expect(asObjects({ a: { b: 1 }, c: 2, d: [3], e: null })).toEqual({
      a: { b: 1 },
      c: { value: 2 },
      d: { value: [3] },
      e: { value: null },
    });
  });
});

describe('a document', () => {
  const JPEG = Uint8Array.from([0xff, 0xd8, 0xff, 0xe0]);

  it('is what its bytes say, whatever a general claim leaves open', () => {
    expect(checkDocument(JPEG, {})).toEqual({ mediaType: 'image/jpeg' });
    expect(checkDocument(JPEG, { mediaType: 'application/octet-stream', fileName: 'scan.JPG' })).toEqual({ mediaType: 'image/jpeg' });
  });

  it.each([
    ['image/png', undefined],
    [undefined, 'scan.exe'],
    ['text/html', 'scan.jpg'],
  ])('is refused when it is called %s and %s and is a JPEG', (mediaType, fileName) => {
    expect(checkDocument(JPEG, { mediaType, fileName })).toHaveProperty('fault');
  });
});

describe('statistics', () => {
  const day = parsePlainDate;

  it('are counted in whole months, one by one or by calendar year', () => {
    expect(periodsOf(day('2021-01-30'), day('2021-02-06'), 'week')).toEqual([{ startDate: '2021-01-01', endDate: '2021-02-28' }]);
    expect(periodsOf(day('2023-12-15'), day('2024-02-01'), 'month').map(({ endDate }) => endDate)).toEqual([
      '2023-12-31',
      '2024-01-31',
      '2024-02-29',
    ]);
    expect(periodsOf(day('2021-01-30'), day('2022-01-30'), 'year')).toEqual([
      { startDate: '2021-01-01', endDate: '2021-12-31' },
      { startDate: '2022-01-01', endDate: '2022-01-31' },
    ]);
  });

  it('add up what was decided, in the period and of the programmes asked for', () => {
    const cell = (month: string, programme: string, indicator: string, count: number) => ({
      month,
      area: 'north-1',
      programme,
      indicator,
      count,
    });
    const cells = [
      cell('2024-01', 'A', 'eligible', 5),
      cell('2024-01', 'A', 'ineligible', 2),
      cell('2024-01', 'A', 'verificationRefused', 1),
      cell('2024-01', 'A', 'registered', 50),
      cell('2024-01', 'B', 'eligible', 7),
      cell('2024-02', 'A', 'eligible', 9),
    ];

    expect(countsOf(cells, { startDate: day('2024-01-01'), endDate: day('2024-01-31') }, new Set(['A']))).toEqual({
      processed: 8,
      approved: 5,
      sentBack: 0,
      rejected: 3,
    });
  });
});

describe('a list', () => {
  const rows = ['b', 'a', 'd', 'c'].map((name, index) => ({ name, id: String(index) }));
  const source = () => Promise.resolve({ items: rows });
  const everything = () => true;
  const page = { firstResult: 0, maxResult: 25 };

  it('is paged by place, in its own order or sorted', async () => {
    expect(await listed([source], everything, { ...page, firstResult: 1, maxResult: 2 })).toEqual([rows[1], rows[2]]);
    expect((await listed([source], everything, { ...page, sortBy: 'name', sortOrder: 'desc' })).map(({ name }) => name)).toEqual([
      'd',
      'c',
      'b',
      'a',
    ]);
  });

  it('refuses to sort more than it may look at', async () => {
    const endless = () => Promise.resolve({ items: rows, next: 'more' });

    await expect(listed([endless], everything, { ...page, sortBy: 'name' })).rejects.toMatchObject({ name: 'InvalidRequest' });
  });
});
