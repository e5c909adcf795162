import { PP_01 } from '../partners/fixtures.ts';
import { FAMILIES_IN_CARE } from './families-in-care.ts';
import { birth, decides, registers, reports, visit, type Family } from './story.ts';
import { done } from './hands.ts';

const CONSENT = { method: 'paper', scanReference: 'scan' };

const person = (nationalId: string, givenName: string, familyName: string, birthDate: string) => ({
  nationalId,
  givenName,
  familyName,
  birthDate,
  sex: 'female' as const,
});
const account = (financialAddress: string) => ({ financialAddress, status: 'active' as const });

/** PP-01: registered after the birth, by her number and her child's. Her benefit, and the incentive of the worker who went with her. */
const sowmya: Family = {
  name: 'Sowmya',
  phone: '+919845000053',
  shows: 'GovStack PP-01; India JSY in a high-performing state: 700 for her, 600 for the worker',
  known: PP_01,
  chapters: [
    {
      on: '2022-11-10',
      about: 'is registered by a health worker, nine days after the birth of Usha',
      happens: registers({
        programme: 'IN-JSY',
        area: 'bengaluru-1',
        language: 'en',
        mother: { givenName: 'Sowmya', familyName: 'Krishnamurti', birthDate: '1996-05-14', phone: '+91 98450 00053', nationalId: '53' },
        pregnancy: { lastMenstrualPeriodOn: '2022-01-25' },
        children: [
          {
            givenName: 'Usha',
            familyName: 'Krishnamurti',
            sex: 'female',
            bornOn: '2022-11-01',
            bornAtTime: '06:40',
            birthPlace: 'facility',
            facilityKind: 'government',
            nationalId: '5301',
            certificate: 'BC-2022-0053',
          },
        ],
        consent: CONSENT,
        applicant: { state: 'Karnataka', area: 'rural', facility: 'government', parity: 0, bpl: true, caste: 'general' },
        paymentAddress: { modality: '04', address: '+919845000053' },
      }),
    },
    { on: '2022-11-12', about: 'is visited at home on the eleventh day', happens: visit('PNC-3', '2022-11-12', [], 'home') },
    { on: '2022-12-13', about: 'comes in the sixth week', happens: visit('PNC-4', '2022-12-13') },
  ],
};

/** Pregnant, high in the mountains: four protocol visits, a birth in a listed facility, postnatal care. */
const maya: Family = {
  name: 'Maya',
  phone: '+9779841000001',
  shows: 'Nepal Aama 2075, mountain zone: 3,000 + 800',
  known: { people: [person('NP-3301', 'Maya', 'Gurung', '1997-02-11')], births: [], accounts: [account('+9779841000001')] },
  chapters: [
    {
      on: '2023-11-20',
      about: 'registers in her third month, pregnant',
      happens: registers({
        programme: 'NP-AAMA',
        area: 'mustang-2',
        language: 'en',
        mother: { givenName: 'Maya', familyName: 'Gurung', birthDate: '1997-02-11', phone: '+977 984 1000001', nationalId: 'NP-3301' },
        pregnancy: { lastMenstrualPeriodOn: '2023-08-12' },
        consent: CONSENT,
        applicant: { zone: 'mountain', citizen: true },
        paymentAddress: { modality: '04', address: '+9779841000001' },
      }),
    },
    { on: '2023-12-10', about: 'comes in her fourth month', happens: visit('ANC-M4', '2023-12-10', [{ type: 'anc_protocol_month_4' }]) },
    { on: '2024-02-10', about: 'comes in her sixth month', happens: visit('ANC-M6', '2024-02-10', [{ type: 'anc_protocol_month_6' }]) },
    { on: '2024-04-10', about: 'comes in her eighth month', happens: visit('ANC-M8', '2024-04-10', [{ type: 'anc_protocol_month_8' }]) },
    { on: '2024-05-10', about: 'comes in her ninth month', happens: visit('ANC-M9', '2024-05-10', [{ type: 'anc_protocol_month_9' }]) },
    {
      on: '2024-05-20',
      about: 'gives birth to a son in a listed facility',
      happens: birth({ sex: 'male', bornOn: '2024-05-20', birthPlace: 'facility', facilityKind: 'listed_facility', givenName: 'Dawa' }),
    },
    { on: '2024-05-21', about: 'has her postnatal check', happens: visit('PNC-1', '2024-05-21', [{ type: 'pnc' }]) },
  ],
};

/** Poor, first pregnancy: a benefit every month. The registry is down on the day she registers. */
const rahima: Family = {
  name: 'Rahima',
  phone: '+8801712000001',
  shows: 'Bangladesh MCBP: 800 a month; the population registry is down at first',
  known: { people: [person('BD-7720', 'Rahima', 'Khatun', '1999-06-01')], births: [], accounts: [account('+8801712000001')] },
  chapters: [
    {
      on: '2024-01-12',
      about: 'registers while the population registry is down: the case is parked, not lost',
      async happens(scene) {
        scene.country.partners.control.setFault({ target: 'identity', kind: 'down' });
        await registers({
          programme: 'BD-MCBP',
          area: 'noakhali-4',
          language: 'en',
          mother: { givenName: 'Rahima', familyName: 'Khatun', birthDate: '1999-06-01', phone: '+880 1712 000001', nationalId: 'BD-7720' },
          pregnancy: { lastMenstrualPeriodOn: '2023-10-02' },
          consent: CONSENT,
          applicant: {
            pregnancyOrder: 1,
            householdIncomeBDT: 6500,
            nid: true,
            ancCard: true,
            account: 'own_mobile',
            previousBenefit: false,
          },
          paymentAddress: { modality: '04', address: '+8801712000001' },
        })(scene);
      },
    },
    {
      on: '2024-01-13',
      about: '... the registry is back',
      happens: ({ country }) => {
        country.partners.control.clearFaults('identity');
        return Promise.resolve();
      },
    },
    {
      on: '2024-08-20',
      about: 'goes to work abroad and withdraws: what she earned is paid, nothing more',
      happens: reports(() => ({ kind: 'withdrawn', on: '2024-08-20', source: 'worker' })),
    },
  ],
};

/** No identity card: a person looks. Then the worst happens to her child. */
const grace: Family = {
  name: 'Grace',
  phone: '+254722000001',
  shows: 'the WHO default, no cash; no national number; the death of a child',
  known: { people: [], births: [], accounts: [] },
  chapters: [
    {
      on: '2024-02-01',
      about: 'registers three days after a birth at home; she has no identity card',
      happens: registers({
        programme: 'DEFAULT',
        area: 'kisumu-3',
        language: 'sw',
        mother: { givenName: 'Grace', familyName: 'Achieng', birthDate: '2001-09-09', phone: '+254 722 000001' },
        children: [{ givenName: 'Otieno', sex: 'male', bornOn: '2024-01-29', birthPlace: 'home' }],
        consent: CONSENT,
      }),
    },
    {
      on: '2024-02-02',
      about: 'is known to her chief: the supervisor accepts',
      happens: decides('verification', 'kisumu-3', 'accept', 'identified by the area chief, letter seen'),
    },
    { on: '2024-02-08', about: 'is visited at home', happens: visit('PNC-3', '2024-02-08', [], 'home') },
    {
      on: '2024-02-20',
      about: 'loses Otieno',
      happens: reports(({ childIds }) => ({ kind: 'childDied', childId: childIds()[0], on: '2024-02-19', source: 'worker' })),
    },
  ],
};

/** Twins in a second pregnancy, one a girl: paid once. */
const meena: Family = {
  name: 'Meena',
  phone: '+919812000001',
  shows: 'India PMMVY 2.0, twins in the second pregnancy, one a girl: 6,000 once',
  known: { people: [person('IN-8812', 'Meena', 'Devi', '1998-03-03')], births: [], accounts: [account('+919812000001')] },
  chapters: [
    {
      on: '2023-03-15',
      about: 'registers her second pregnancy',
      happens: registers({
        programme: 'IN-PMMVY2',
        area: 'gaya-7',
        language: 'hi',
        mother: { givenName: 'Meena', familyName: 'Devi', birthDate: '1998-03-03', phone: '+91 98120 00001', nationalId: 'IN-8812' },
        pregnancy: { lastMenstrualPeriodOn: '2023-01-10' },
        consent: CONSENT,
        applicant: { categories: ['SC'], employment: 'none', bankAccount: 'own', livingChildren: 1 },
        paymentAddress: { modality: '04', address: '+919812000001' },
      }),
    },
    { on: '2023-04-20', about: 'has her first antenatal visit', happens: visit('ANC-1', '2023-04-20', [{ type: 'anc' }]) },
    {
      on: '2023-10-10',
      about: 'gives birth to twins, a boy and a girl; their births are not registered yet',
      happens: birth(
        { sex: 'male', bornOn: '2023-10-10', birthPlace: 'facility', facilityKind: 'government', birthOrder: 1 },
        { sex: 'female', bornOn: '2023-10-10', birthPlace: 'facility', facilityKind: 'government', birthOrder: 2 },
      ),
    },
    {
      on: '2024-01-29',
      about: 'has both vaccinated to the fourteenth week',
      happens: visit('immunization', '2024-01-29', [{ type: 'vaccines_to_14_weeks_complete' }]),
    },
  ],
};

/** Not eligible, and told why; her complaint about it has an owner. */
const anjali: Family = {
  name: 'Anjali',
  phone: '+919812000002',
  shows: 'India PMMVY 2.0: 18 years old, refused with the reason, complains',
  known: { people: [person('IN-9003', 'Anjali', 'Sharma', '2005-08-20')], births: [], accounts: [] },
  chapters: [
    {
      on: '2024-03-04',
      about: 'registers at eighteen',
      happens: registers({
        programme: 'IN-PMMVY2',
        area: 'gaya-7',
        language: 'hi',
        mother: { givenName: 'Anjali', familyName: 'Sharma', birthDate: '2005-08-20', phone: '+91 98120 00002', nationalId: 'IN-9003' },
        pregnancy: { lastMenstrualPeriodOn: '2024-01-02' },
        consent: CONSENT,
        applicant: { categories: ['BPL_RATION_CARD'], employment: 'none', bankAccount: 'own', livingChildren: 0 },
      }),
    },
    {
      on: '2024-03-05',
      about: 'is told no after a worker has looked, with the reason',
      happens: decides('eligibility', 'gaya-7', 'ineligible', 'age confirmed with the card'),
    },
    {
      on: '2024-03-06',
      about: 'complains',
      async happens({ worker, caseId }) {
        await done(
          worker.call('POST', `/cases/${caseId()}/grievances`, {
            about: 'other',
            text: 'She was told at the clinic that eighteen is enough.',
          }),
        );
      },
    },
  ],
};

/** The families of the timeline. */
export const FAMILIES: readonly Family[] = [sowmya, meena, maya, rahima, grace, anjali, ...FAMILIES_IN_CARE];
/** When the timeline begins and ends. */
export const FROM = '2022-11-09T06:00:00.000Z';
export const UNTIL = '2024-09-01T06:00:00.000Z';
