import { once } from 'node:events';
import { createServer, type Server } from 'node:https';
import { TLSSocket } from 'node:tls';
import { PartnersConfiguration } from '../../../functions/partners/http/configuration.ts';
import { partnersOverHttp } from '../../../functions/partners/http/partners.ts';
import { aCertificate, type TestCertificate } from '../../support/certificate.ts';

const server = aCertificate('security server');
const ministry = aCertificate('ministry');
const stranger = aCertificate('stranger');

const call = { at: '2026-03-01T08:00:00.000Z', correlationId: 'corr-1' };
const question = { nationalId: '53', consentId: 'c' };
const content = { id: '53', firstName: 'Sowmya', lastName: 'Krishnamurti', birthdate: '1996-05-14' };

const shownBy = ({ pem, keyPem }: TestCertificate, authority = server) => ({
  certificate: { value: pem },
  key: { value: keyPem },
  authority: { value: authority.pem },
});

describe('a partner that wants to see a certificate', () => {
  let listening: Server;
  let baseUrl = '';
  let answerAfterMs = 0;
  const seen: string[] = [];

  beforeAll(async () => {
    const options = { key: server.keyPem, cert: server.pem, ca: ministry.pem, requestCert: true, rejectUnauthorized: true };
    listening = createServer(options, (request, response) => {
      if (request.socket instanceof TLSSocket) seen.push(String(request.socket.getPeerCertificate().subject.CN));
      request.resume();
      const answer = (): unknown => response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ content }));
      setTimeout(answer, answerAfterMs).unref();
    });
    listening.listen(0, '127.0.0.1');
    await once(listening, 'listening');
    const address = listening.address();
    baseUrl = `https://127.0.0.1:${String(typeof address === 'object' ? address?.port : '')}`;
  });
  afterAll(async () => {
    listening.closeAllConnections();
    listening.close();
    await once(listening, 'close');
  });
  beforeEach(() => {
    seen.length = 0;
    answerAfterMs = 0;
  });

  const settings = (certificates: Readonly<Record<string, unknown>>, identity: Readonly<Record<string, unknown>> = { tls: 'ours' }) =>
    PartnersConfiguration.safeParse({
      certificates,
      identity: { baseUrl, ...identity },
      civilRegistry: { baseUrl },
      rail: { baseUrl, tenantId: 'moh', institutionId: 'moh', payerAccount: 'a', callback: { secret: { value: 's' } } },
    });
  const verify = async (...given: Parameters<typeof settings>) =>
    partnersOverHttp(settings(...given).data as PartnersConfiguration).identity.verify(question, call);

  it('sees ours and answers, given as PEM or as the base64 of its DER in one line', async () => {
    const oneLine = {
      certificate: { value: ministry.certificate.toString('base64') },
      key: { value: ministry.key.export({ format: 'der', type: 'pkcs8' }).toString('base64') },
      authority: { value: server.certificate.toString('base64') },
    };

    await expect(verify({ ours: shownBy(ministry) })).resolves.toMatchObject({ outcome: 'found', person: { givenName: 'Sowmya' } });
    await expect(verify({ ours: oneLine })).resolves.toMatchObject({ outcome: 'found' });
    expect(seen).toEqual(['ministry', 'ministry']);
  });

  it.each<[string, () => Promise<unknown>]>([
    ['we show none', () => verify({}, {})],
    ['we show one that it does not know', () => verify({ ours: shownBy(stranger) })],
    ['it is somebody else', () => verify({ ours: shownBy(ministry, stranger) })],
  ])('is out of reach when %s', async (_why, asked) => {
    await expect(asked()).rejects.toMatchObject({ name: 'PartnerUnavailable' });
    expect(seen).toEqual([]);
  });

  it('is not waited for longer than any other', async () => {
    answerAfterMs = 2_000;

    await expect(verify({ ours: shownBy(ministry) }, { tls: 'ours', timeoutMs: 200 })).rejects.toMatchObject({
      message: 'identity: no answer within 200 ms',
    });
  });

  it.each<[string, Readonly<Record<string, unknown>>, string]>([
    ['a certificate that is none', { ...shownBy(ministry), certificate: { value: 'AAAA' } }, 'certificates.ours.certificate'],
    ['a key that is none', { ...shownBy(ministry), key: { value: 'AAAA' } }, 'certificates.ours.key'],
    ['the key of another certificate', { ...shownBy(ministry), key: { value: stranger.keyPem } }, 'certificates.ours.key'],
  ])('is not called with %s: the configuration is refused', (_what, ours, where) => {
    expect(settings({ ours }).error?.issues.map(({ path }) => path.join('.'))).toEqual([where]);
  });
});
