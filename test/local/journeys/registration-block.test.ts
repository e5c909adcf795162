import { jest } from '@jest/globals';
import { aCountry, type Body, type World } from '../../support/country.ts';
import { known, personOf, registrationOf, type Registration } from '../../support/families.ts';

jest.setTimeout(120_000);

const BLOCK = '/govstack/registration';
const HEADER = { 'information-mediator-client': 'XX/GOV/0001/hospital' };
const SCOPES = ['exchange.use', 'registration.read', 'registration.write', 'review.read', 'review.write'];

let world: World;
beforeAll(async () => {
  world = await aCountry();
  const ministry = world.partner('ministry-it', 'exchange.use', 'exchange.manage', 'ministry');
  const agreement = { blocks: ['registration'], from: '2024-01-01' };
  expect((await ministry.call('PUT', '/govstack/information-mediator/agreements/hospital', agreement)).status).toBe(200);
});
afterAll(() => world.stop());

const hospital = () => world.partner('hospital', ...SCOPES);

/** A registration as the form of its programme's service. */
const applicationOf = ({ area, language, mother, pregnancy, consent, applicant, paymentAddress }: Registration, more: Body = {}) => ({
  applicantId: 'nurse-7',
  formData: { data: { registration: { area, language }, mother, pregnancy, consent, applicant, paymentAddress } },
  ...more,
});

const serviceOf = async (programme: string): Promise<string> => {
  const { body } = await hospital().call('GET', `${BLOCK}/services`);
  const service = (body as unknown as readonly { id: string; serviceBody: readonly { value: string }[] }[]).find(({ serviceBody }) =>
    serviceBody.some(({ value }) => value === programme),
  );
  return String(service?.id);
};

const apply = async (registration: Registration, more: Body = {}): Promise<string> => {
  const path = `${BLOCK}/services/${await serviceOf(registration.programme)}/applications`;
  const { fileId } = await world.expectDone(hospital().call('POST', path, applicationOf(registration, more), HEADER));
  return String(fileId);
};

const statusOf = async (fileId: string) =>
  (await hospital().call('GET', `${BLOCK}/applications/${fileId}`, undefined, HEADER)).body['status'];

describe('an application through the registration block', () => {
  it('becomes a case that is verified, found eligible and enrolled', async () => {
    const registration = registrationOf(71, { lastMenstrualPeriodOn: '2023-11-20' });
    known(world, registration);
    const fileId = await apply(registration);

    expect(await world.caseOf(fileId)).toMatchObject({ status: 'enrolled' });
    expect(await statusOf(fileId)).toEqual({ code: 'APPROVED', title: 'Approved' });
    const statistics = await world
      .partner('ministry-it', 'exchange.use', 'monitoring.read', 'ministry')
      .call('GET', `${BLOCK}/data/statistics/1.0?registrationName=IN-PMMVY2`, undefined, HEADER);
    expect(statistics.body).toMatchObject([{ processed: 1, approved: 1, rejected: 0 }]);
  });

  it('waits as a task where a register differs; the state machine goes on when the task is completed', async () => {
    const registration = registrationOf(72, { givenName: 'Gita', birthDate: '1996-01-03', lastMenstrualPeriodOn: '2023-11-20' });
    known(world, registration);
    world.partners.control.loadPopulation({ people: [{ ...personOf(registration), birthDate: '1996-03-01' }] });
    const fileId = await apply(registration);
    const operator = world.partner('ministry-it', ...SCOPES, 'ministry');
    const [task] = (await operator.call('GET', `${BLOCK}/tasks?area=gaya-7`)).body as unknown as readonly Body[];

    expect(await statusOf(fileId)).toMatchObject({ code: 'PENDING' });
    expect(world.path('Verification', fileId).at(-1)).toBe('Open review');
    expect(task).toMatchObject({ fileId, name: 'Decide the verification', status: { code: 'PENDING' } });
    const completed = await world.expectDone(
      operator.call('POST', `${BLOCK}/tasks/${String(task?.['taskId'])}/complete`, { data: { decision: { value: 'accept' } } }),
    );
    expect(completed).toMatchObject({ fileId, status: { code: 'APPROVED' } });
    expect(world.path('Verification', fileId).at(-1)).toBe('Verified');
    expect(await world.caseOf(fileId)).toMatchObject({ status: 'enrolled' });
  });

  it('carries a scan that is kept in the document store', async () => {
    const scan = Buffer.from('%PDF-1.4 a consent sheet');
    const form = new FormData();
    form.append('file', new Blob([scan], { type: 'application/pdf' }), 'consent.pdf');
    const token = await world.local.token({ client: 'hospital', scopes: SCOPES.map((scope) => `nestling/${scope}`) });
    const headers = { authorization: `Bearer ${token}` };
    const uploaded = await fetch(`${world.local.apiUrl}${BLOCK}/documents`, { method: 'POST', headers, body: form });
    const { url, type } = (await uploaded.json()) as { url: string; type: string };
    const registration = registrationOf(73, { givenName: 'Mira', lastMenstrualPeriodOn: '2023-11-20' });
    await apply(registration, { documentUrls: [url] });
    const read = await fetch(`${world.local.apiUrl}${url}`, { headers: { ...headers, accept: 'application/pdf' } });

    expect(type).toBe('application/pdf');
    expect(read.headers.get('content-type')).toBe('application/pdf');
    expect(Buffer.from(await read.arrayBuffer()).equals(scan)).toBe(true);
  });

  it('is refused to a partner without agreement, with the reason and an entry', async () => {
    const stranger = world.partner('clinic', ...SCOPES);
    const answer = await stranger.call('POST', `${BLOCK}/services/any/applications`, { applicantId: 'x' }, HEADER);
    const ministry = world.partner('ministry-it', 'exchange.use', 'exchange.manage', 'ministry');
    const refusals = await ministry.call('GET', '/govstack/information-mediator/refusals/clinic');

    expect(answer).toMatchObject({
      status: 403,
      body: { code: 'AgreementMissing', message: expect.stringContaining('registration') as unknown },
    });
    expect(refusals.body['items']).toMatchObject([
      {
        where: expect.stringContaining('POST /govstack/registration/') as unknown,
        operationId: 'submitApplication',
        problem: 'AgreementMissing',
      },
    ]);
  });
});
