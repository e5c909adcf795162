import { createHmac } from 'node:crypto';
import type { World } from '../../support/country.ts';
import { nextMorning } from './country.ts';
import { known, register, registrationOf } from '../../support/families.ts';

let world: World;

let texts = 0;
/** As a country's gateway hands over what a phone wrote. */
const write = async (from: string, text: string): Promise<number> => {
  const body = JSON.stringify({ id: `text-${String((texts += 1))}`, from, text });
  const at = world.local.clock.now();
  const { secret } = world.partners.configuration.textGateways.sandbox;
  const signature = createHmac('sha256', secret.value).update(`${at}.${body}`).digest('hex');
  const headers = {
    'content-type': 'application/json',
    'x-gateway-key': 'sandbox',
    'x-gateway-timestamp': at,
    'x-gateway-signature': `sha256=${signature}`,
  };
  const { status } = await fetch(`${world.local.apiUrl}/incoming-texts`, { method: 'POST', headers, body });
  await world.settle();
  return status;
};

describe('a text from a phone, through the whole system', () => {
  beforeAll(async () => {
    world = await nextMorning();
  });

  it('is answered, done or queued; her page opens with the link that she asked for; a stranger gets one text', async () => {
    const registration = registrationOf(9, { birthDate: '1996-09-19', lastMenstrualPeriodOn: '2023-11-20' });
    known(world, registration);
    const { caseId } = await register(world, registration);
    const { phone } = registration.mother;
    await world.settle();
    const before = world.texts(phone).length;

    expect(await write(phone, 'help')).toBe(202);
    await write(phone, 'हिंदी');
    await write(phone, 'what time do you open tomorrow');
    await write(phone, 'खाता');

    const [help = '', language = '', person = '', link = ''] = world.texts(phone).slice(before);
    expect(help).toMatch(/^You can send: ACCOUNT/);
    expect(language).toContain('आपका विवरण बदला गया है');
    expect(person).toMatch(/^आपका संदेश मिल गया/);
    expect(await world.reviewsOf(caseId)).toMatchObject([{ kind: 'message' }]);

    const code = /कोड (\d{6})/.exec(link)?.[1] ?? '';
    // as her card has it, and the text that told her
    const number = world.texts(phone).flatMap((text) => /\b[A-Z]{2,6}[0-9A-Z]{10}\b/.exec(text) ?? [])[0] ?? '';
    expect(link).toContain('/me ');
    const form = new URLSearchParams({ do: 'enter', number, code }).toString();
    const page = await fetch(`${world.local.apiUrl}/me?lang=hi`, {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: form,
    });
    expect(page.headers.get('content-type')).toContain('text/html');
    expect(await page.text()).toContain(`<bdi>${number}</bdi>`);

    const stranger = '+33612345678';
    await write(stranger, 'hello');
    await write(stranger, 'hello?');
    expect(world.texts(stranger)).toEqual([expect.stringMatching(/^We do not know this number/)]);
    expect(world.local.deadLetters()).toEqual([]);
  });
});
