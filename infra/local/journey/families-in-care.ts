import { done } from './hands.ts';
import {
  acceptsAlert,
  actsOnSevereReading,
  closesAlert,
  does,
  first,
  organisationAnswers,
  registers,
  reports,
  seesAt,
  writes,
  type Family,
  type Scene,
} from './story.ts';

const AREA = 'kisumu-3';
const CONSENT = { method: 'paper', scanReference: 'scan' };
const COUNSEL_PHONE = '+254733000009';

const knownAs = (nationalId: string, givenName: string, familyName: string, birthDate: string) => ({
  nationalId,
  givenName,
  familyName,
  birthDate,
  sex: 'female' as const,
});

/** Who is reached beside the mothers, as the timeline names them by their phones. */
export const STAFF_PHONES: Readonly<Record<string, string>> = {
  '+254733000001': 'Achieng',
  '+254733000002': 'Dr Were',
  '+254733000003': 'Wanjiru',
  [COUNSEL_PHONE]: 'Lakeside',
};

/** Who is on duty in the area, and which organisation helps there. */
export const equipArea = async ({ supervisor }: Pick<Scene, 'supervisor'>): Promise<void> => {
  const duty = (name: string, person: string, phone: string) =>
    done(supervisor.call('PUT', `/areas/${AREA}/duties/${name}`, { people: [{ person, phone, language: 'en' }] }));
  await duty('onCall', 'dr-were', '+254733000002');
  await duty('supervisor', 'supervisor-1', '+254733000003');
  await done(
    supervisor.call('POST', '/organisations', {
      organisationId: 'lakeside',
      name: 'Lakeside Counselling',
      calledAs: 'Friends of Lakeside',
      kind: 'community',
      areas: [AREA],
      domains: ['mentalHealth'],
      languages: ['en'],
      capacity: 5,
      phone: COUNSEL_PHONE,
    }),
  );
};

/** Her pressure is severe, measured at home. Numbers by text, a clock of an hour, a ladder of people. */
const zawadi: Family = {
  name: 'Zawadi',
  phone: '+254722000002',
  shows: 'the WHO default: hypertension, severe readings by text until a person accepts the alert',
  known: { people: [knownAs('KE-4402', 'Zawadi', 'Atieno', '1995-03-17')], births: [], accounts: [] },
  chapters: [
    {
      on: '2024-08-05',
      about: 'registers in her eighth month; her pressure has been high, and she has a cuff at home',
      happens: first(
        registers({
          programme: 'DEFAULT',
          area: AREA,
          language: 'en',
          mother: { givenName: 'Zawadi', familyName: 'Atieno', birthDate: '1995-03-17', phone: '+254 722 000002', nationalId: 'KE-4402' },
          pregnancy: { lastMenstrualPeriodOn: '2023-12-20' },
          consent: CONSENT,
        }),
        does('worker', '/risks', () => ({ code: 'hypertension', on: '2024-08-05' })),
      ),
    },
    { on: '2024-08-06', at: '10:00', about: 'measures at home', happens: writes('164/112') },
    { on: '2024-08-06', at: '10:12', about: 'has rested and measures again', happens: writes('BP 166 / 114') },
    { on: '2024-08-06', at: '10:20', about: 'is on her way; nobody has answered yet', happens: writes('168/115 and bad headache') },
    { on: '2024-08-06', at: '10:25', about: '... Wanjiru, the supervisor, takes it upon herself', happens: acceptsAlert },
    {
      on: '2024-08-06',
      at: '10:50',
      about: 'is treated in the hospital',
      happens: first(actsOnSevereReading, closesAlert('referred')),
    },
    { on: '2024-08-09', about: 'is seen again on the third day', happens: seesAt('SIGN-FU', 'home') },
    { on: '2024-08-14', about: 'comes in her 34th week', happens: seesAt('ANC-5', 'facility') },
    { on: '2024-08-28', about: 'comes in her 36th week', happens: seesAt('ANC-6', 'facility') },
  ],
};

/** A visit that she missed, low spirits that nobody saw, and help that arrived. */
const amina: Family = {
  name: 'Amina',
  phone: '+254722000003',
  shows: 'the WHO default: a missed visit chased, a screen of mood by text, a referral closed from both sides',
  known: {
    people: [knownAs('KE-4403', 'Amina', 'Hassan', '1999-11-02')],
    births: [
      {
        childId: 'KE-C-4403',
        certificate: 'KE-BC-4403',
        givenName: 'Yusuf',
        familyName: 'Hassan',
        birthDate: '2024-06-22',
        sex: 'male',
        motherId: 'KE-4403',
      },
    ],
    accounts: [],
  },
  chapters: [
    {
      on: '2024-06-24',
      about: 'registers two days after the birth of Yusuf, and is seen at once',
      happens: first(
        registers({
          programme: 'DEFAULT',
          area: AREA,
          language: 'en',
          mother: { givenName: 'Amina', familyName: 'Hassan', birthDate: '1999-11-02', phone: '+254 722 000003', nationalId: 'KE-4403' },
          children: [
            {
              givenName: 'Yusuf',
              familyName: 'Hassan',
              sex: 'male',
              bornOn: '2024-06-22',
              birthPlace: 'facility',
              nationalId: 'KE-C-4403',
              certificate: 'KE-BC-4403',
            },
          ],
          consent: CONSENT,
        }),
        seesAt('PNC-2', 'facility'),
      ),
    },
    { on: '2024-06-30', at: '15:00', about: 'did not go on the seventh day, and says so', happens: writes('2') },
    { on: '2024-07-08', about: '... Achieng finds her at home', happens: seesAt('PNC-3', 'home') },
    { on: '2024-08-02', about: 'comes in week six', happens: seesAt('PNC-4', 'facility') },
    {
      on: '2024-08-04',
      at: '15:00',
      about: 'is alone now, and answers how she has been: two questions, then seven more',
      happens: writes('YES', '2', '2', '2', '3', '2', '2', '1', '1', '0'),
    },
    { on: '2024-08-04', at: '15:30', about: '... Wanjiru calls her', happens: acceptsAlert },
    {
      on: '2024-08-05',
      about: '... they have talked; with her consent somebody is looked for who listens every week',
      happens: first(
        does('worker', '/referrals', () => ({ domain: 'mentalHealth', motherAgrees: true })),
        closesAlert('referred'),
      ),
    },
    { on: '2024-08-05', at: '11:00', about: '... Lakeside opens its link', happens: organisationAnswers(COUNSEL_PHONE, 'accept') },
    { on: '2024-08-05', at: '16:00', about: 'is asked how good her last visit was', happens: writes('4') },
    { on: '2024-08-09', at: '10:00', about: '... Lakeside has met her', happens: organisationAnswers(COUNSEL_PHONE, 'done') },
    { on: '2024-08-09', at: '10:30', about: 'confirms it', happens: writes('1') },
    { on: '2024-08-18', at: '15:00', about: 'is asked about needs, and would rather not say', happens: writes('NO') },
  ],
};

/** She loses her child before the birth. What was sent about it stops with the record; who cares for her does not. */
const halima: Family = {
  name: 'Halima',
  phone: '+254722000004',
  shows: 'the WHO default: a loss that silences all about the child, while her own care goes on',
  known: { people: [knownAs('KE-4404', 'Halima', 'Akinyi', '1993-07-29')], births: [], accounts: [] },
  chapters: [
    {
      on: '2024-06-20',
      about: 'registers in her seventh month',
      happens: registers({
        programme: 'DEFAULT',
        area: AREA,
        language: 'en',
        mother: { givenName: 'Halima', familyName: 'Akinyi', birthDate: '1993-07-29', phone: '+254 722 000004', nationalId: 'KE-4404' },
        pregnancy: { lastMenstrualPeriodOn: '2023-12-10' },
        consent: CONSENT,
      }),
    },
    { on: '2024-07-06', about: 'comes in her 30th week', happens: seesAt('ANC-4', 'facility') },
    {
      on: '2024-07-09',
      about: 'loses the child',
      happens: reports(() => ({ kind: 'pregnancyLost', on: '2024-07-08', source: 'worker' })),
    },
    { on: '2024-07-10', about: 'is visited at home', happens: seesAt('PNC-2', 'home') },
    { on: '2024-07-16', about: 'is visited again', happens: seesAt('PNC-3', 'home') },
    { on: '2024-08-19', about: 'is seen in the sixth week', happens: seesAt('PNC-4', 'facility') },
    { on: '2024-08-20', at: '15:00', about: 'is asked how she is', happens: writes('YES', '1', '0') },
  ],
};

/** Mothers who are looked after between visits: by text, by those on duty, by those who help. */
export const FAMILIES_IN_CARE: readonly Family[] = [amina, zawadi, halima];
