import { amounts, evaluated, occurred, standings } from './shipped.ts';

const pmmvy2 = { age: 24, categories: ['SC'], employment: 'none', bankAccount: 'own', livingChildren: 0 };
const pregnant = [occurred('lmp', '2023-01-10'), occurred('pregnancy_registered', '2023-03-15')];
const toTheEnd = [
  occurred('live_birth', '2023-10-17', { sex: 'F' }),
  occurred('birth_registered', '2023-10-30'),
  occurred('vaccines_to_14_weeks_complete', '2024-02-02'),
];

describe('a payment once its needs are met', () => {
  it('is dated by the last of them', () => {
    const evaluation = evaluated(
      'IN-PMMVY2 2.0',
      { ...pmmvy2, livingChildren: 1 },
      [...pregnant, occurred('anc', '2023-04-20'), ...toTheEnd],
      '2024-02-10',
    );

    expect(evaluation.instalments).toMatchObject([{ id: 'C2', amountMinor: 600_000, status: 'payable', conditionsMetOn: '2024-02-02' }]);
  });

  it.each([
    ['2023-07-10', 'payable'],
    ['2023-07-11', 'forfeited: first ANC later than 6 months after LMP'],
  ])('counts the deadline day itself: a first visit on %s', (date, standing) => {
    expect(standings(evaluated('IN-PMMVY2 2.0', pmmvy2, [...pregnant, occurred('anc', date)], '2023-08-01'))['C1-I1']).toBe(standing);
  });

  it.each([
    ['2023-07-10', 'pending: anc'],
    ['2023-07-11', 'forfeited: no ANC within 6 months of LMP'],
  ])('is lost when nothing came by the deadline: asked on %s', (asOf, standing) => {
    expect(standings(evaluated('IN-PMMVY2 2.0', pmmvy2, pregnant, asOf))['C1-I1']).toBe(standing);
  });

  it('waits for what the deadline is counted from', () => {
    expect(standings(evaluated('IN-PMMVY2 2.0', pmmvy2, [occurred('anc', '2023-04-20')], '2023-05-01'))['C1-I1']).toBe(
      'pending: pregnancy_registered, lmp',
    );
  });

  it.each([
    ['2019-06-04', 'payable'],
    ['2019-06-05', 'forfeited: registered more than 150 days after LMP'],
  ])('day 150 and 151 of PMMVY 1.0: registered on %s', (date, standing) => {
    expect(
      standings(
        evaluated(
          'IN-PMMVY1 1.0',
          { employment: 'none', livingChildren: 0 },
          [occurred('lmp', '2019-01-05'), occurred('pregnancy_registered', date)],
          '2019-07-01',
        ),
      )['I1'],
    ).toBe(standing);
  });

  it.each([
    ['2019-07-03', 'pending: anc after 180 days'],
    ['2019-07-04', 'payable'],
  ])('an earlier one does not count where the programme says so: visit on %s', (date, standing) => {
    expect(
      standings(
        evaluated(
          'IN-PMMVY1 1.0',
          { employment: 'none', livingChildren: 0 },
          [occurred('lmp', '2019-01-05'), occurred('anc', date)],
          '2019-08-01',
        ),
      )['I2'],
    ).toBe(standing);
  });

  it.each([
    ['2023-07-07', 'forfeited: MR given before 9 months (2023-07-08)'],
    ['2023-07-08', 'payable'],
    ['2023-10-08', 'payable'],
    ['2023-10-09', 'forfeited: MR given after 12 months (2023-10-08)'],
  ])('a window has two ends: vaccine on %s', (date, standing) => {
    const facts = [occurred('delivery', '2022-10-08', { place: 'government' }), occurred('mr1', date)];

    expect(standings(evaluated('IN-TN-MRMBS five', { age: 23, deliveryOrder: 1 }, facts, '2023-11-01'))['I5']).toBe(standing);
  });

  it('asks for the place of birth, and says so when it was another', () => {
    const at = (place: string) =>
      standings(
        evaluated('IN-TN-MRMBS five', { age: 23, deliveryOrder: 1 }, [occurred('delivery', '2022-10-08', { place })], '2022-11-01'),
      )['I3'];

    expect([at('government'), at('private')]).toEqual(['payable', 'forfeited: delivery not in a government facility']);
  });

  it('cannot be made up for after what closes it', () => {
    const visits = [4, 6, 9].map((month) => occurred(`anc_protocol_month_${month}`, '2024-05-01'));
    const evaluation = evaluated(
      'NP-AAMA 2075',
      { zone: 'hill', citizen: true },
      [...visits, occurred('delivery', '2024-05-20', { place: 'government' }), occurred('pnc', '2024-05-21')],
      '2024-06-09',
    );

    expect(standings(evaluation)).toEqual({ TRANSPORT: 'payable', '4ANC': 'forfeited: ANC visit of month 8 missed' });
  });

  it('pays the third instalment of Tamil Nadu four months after delivery', () => {
    const facts = [occurred('delivery', '2024-01-31', { place: 'government' })];
    const on = (asOf: string) => standings(evaluated('IN-TN-MRMBS three', { age: 23, deliveryOrder: 1 }, facts, asOf))['I3'];

    expect([on('2024-05-30'), on('2024-05-31')]).toEqual(['pending: four months after delivery', 'payable']);
  });

  it('starts afresh after a loss, and is not paid twice after a birth', () => {
    const after = (outcome: string) =>
      standings(
        evaluated(
          'IN-PMMVY2 2.0',
          { ...pmmvy2, previousClaims: [{ paid: ['C1-I1'], outcome }] },
          [...pregnant, occurred('anc', '2023-04-20')],
          '2023-05-01',
        ),
      )['C1-I1'];

    expect([after('miscarriage'), after('stillbirth'), after('live_birth')]).toEqual([
      'payable',
      'payable',
      'forfeited: already paid for an earlier pregnancy',
    ]);
  });

  it('keeps what was earned before a loss and ends the rest', () => {
    const evaluation = evaluated(
      'IN-PMMVY2 2.0',
      pmmvy2,
      [...pregnant, occurred('anc', '2023-04-20'), occurred('miscarriage', '2023-05-10')],
      '2023-06-01',
    );

    expect(standings(evaluation)).toEqual({ 'C1-I1': 'payable', 'C1-I2': 'forfeited: pregnancy ended in miscarriage' });
  });

  it("is held while the account is not the mother's own", () => {
    const evaluation = evaluated(
      'IN-PMMVY2 2.0',
      { ...pmmvy2, bankAccount: 'husband' },
      [...pregnant, occurred('anc', '2023-04-20')],
      '2023-05-01',
    );

    expect(standings(evaluation)['C1-I1']).toBe("held: not the mother's own account");
    expect(evaluation.lines[0]).toMatchObject({ id: 'C1-I1', status: 'held' });
    expect(evaluation.totalPayableToMotherMinor).toBe(0);
  });
});

describe('amounts', () => {
  it.each([
    ['Bihar', 'rural', 'government', 140_000, 60_000],
    ['Bihar', 'urban', 'government', 100_000, 40_000],
    ['Kerala', 'rural', 'accredited_private', 70_000, 60_000],
    ['Kerala', 'urban', 'government', 60_000, 40_000],
    ['Bihar', 'rural', 'home', 50_000, undefined],
    ['Kerala', 'urban', 'home', 50_000, undefined],
  ])('JSY in %s, %s, %s', (state, area, place, mother, asha) => {
    const evaluation = evaluated(
      'IN-JSY 2013',
      { state, area, bpl: true, caste: 'general' },
      [occurred('delivery', '2024-03-10', { place })],
      '2024-03-11',
    );

    expect(amounts(evaluation)).toEqual({ MOTHER: mother, ...(asha === undefined ? {} : { ASHA: asha }) });
    expect(evaluation.totalPayableToMotherMinor).toBe(mother);
  });

  it('split a worker’s incentive by component, and pay none that was not earned', () => {
    const of = (facts: Readonly<Record<string, unknown>>) =>
      evaluated(
        'IN-JSY 2013',
        { state: 'Bihar', area: 'urban', bpl: true, caste: 'SC', ...facts },
        [occurred('delivery', '2024-03-10', { place: 'government' })],
        '2024-03-11',
      );

    expect(of({}).instalments[1]).toMatchObject({
      payee: 'worker',
      payeeTitle: 'asha',
      components: [
        { id: 'ANC', amountMinor: 20_000 },
        { id: 'DELIVERY', amountMinor: 20_000 },
      ],
    });
    expect(of({ ashaFacilitated: false }).instalments.map(({ id }) => id)).toEqual(['MOTHER']);
  });

  it.each([
    ['pre-2075', 'mountain', 150_000],
    ['pre-2075', 'hill', 100_000],
    ['pre-2075', 'tarai', 50_000],
    ['2075', 'mountain', 300_000],
    ['2075', 'hill', 200_000],
    ['2075', 'tarai', 100_000],
  ])('Aama %s in the %s', (version, zone, amount) => {
    expect(
      amounts(
        evaluated(
          `NP-AAMA ${version}`,
          { zone, citizen: true },
          [occurred('delivery', '2018-07-16', { place: 'government' })],
          '2018-08-01',
        ),
      )['TRANSPORT'],
    ).toBe(amount);
  });

  it('wait for the fact that they depend on', () => {
    expect(
      standings(evaluated('NP-AAMA 2075', { citizen: true }, [occurred('delivery', '2024-05-20', { place: 'government' })], '2024-06-01'))[
        'TRANSPORT'
      ],
    ).toBe('pending: zone');
  });

  it.each([
    [1, 6400, 12_800],
    [2, 7600, 15_200],
    [3, 8800, 17_600],
    [4, 10_600, 21_200],
    [6, 10_600, 21_200],
  ])('LEAP for %i members, at both rates', (size, old, now) => {
    const applicant = { extremePoor: true, eligibleMembers: Array.from({ length: size }, () => 'ovc') };
    const of = (version: string, cycle: string) =>
      evaluated(`GH-LEAP ${version}`, applicant, [occurred('payment_cycle', '2023-01-02', { cycle })], '2024-01-01')
        .totalPayableToMotherMinor;

    expect([
      of('2015-rates', '82'),
      of('2023-rates', '83'),
      of('2023-rates', '83+84'),
      of('2023-rates', '82'),
      of('2023-rates', '82+83'),
    ]).toEqual([old, now, 2 * now, old, old + now]);
  });

  it('a cycle is paid once, alone or with another', () => {
    const evaluation = evaluated(
      'GH-LEAP 2023-rates',
      { extremePoor: true, eligibleMembers: ['ovc'] },
      [
        occurred('payment_cycle', '2023-09-01', { cycle: '85' }),
        occurred('payment_cycle', '2023-09-04', { cycle: '85+86' }),
        occurred('payment_cycle', '2023-09-05', { cycle: '86' }),
      ],
      '2024-01-01',
    );

    expect(evaluation.lines.map(({ id }) => id)).toEqual(['CYCLE-85', 'CYCLE-86']);
    expect(evaluation.totalPayableToMotherMinor).toBe(25_600);
  });

  it.each([
    [['pregnant'], 1, 75_000_000],
    [['pregnant', 'child_0_6'], 1, 150_000_000],
    [['pregnant', 'child_0_6'], 3, 75_000_000],
    [['pregnant', 'child', 'child', 'child', 'child'], 1, 300_000_000],
  ])('PKH a quarter for %j in pregnancy %i', (components, pregnancyOrder, amount) => {
    const stages = [
      occurred('stage', '2021-01-04', { stage: 1 }),
      occurred('stage', '2021-04-05', { stage: 2 }),
      occurred('stage', '2022-01-04', { stage: 1 }),
    ];
    const { instalments, lines } = evaluated('ID-PKH 2021', { inDTKS: true, components, pregnancyOrder }, stages, '2022-02-01');

    expect(instalments.map(({ amountMinor }) => amountMinor)).toEqual([amount, amount, amount]);
    expect(lines.map(({ id }) => id)).toEqual(['STAGE-2021-1', 'STAGE-2021-2', 'STAGE-2022-1']);
  });
});

describe('series', () => {
  const mother = { shortTermInsurance: false };
  const born = occurred('institutional_delivery', '2024-08-20');

  it('pays four prenatal checks at most, each a month later', () => {
    const checks = ['2024-01-10', '2024-03-10', '2024-05-10', '2024-06-10', '2024-07-10'].map((date) => occurred('prenatal_check', date));
    const evaluation = evaluated('BO-BJA DS0066', mother, checks, '2024-07-09');

    expect(standings(evaluation)).toMatchObject({
      'PRENATAL-1': 'payable',
      'PRENATAL-3': 'payable',
      'PRENATAL-4': 'held: payable from 2024-07-10',
      BIRTH: 'pending: institutional_delivery, postnatal_check',
    });
    expect(standings(evaluated('BO-BJA DS0066', mother, checks, '2024-08-10'))['PRENATAL-5']).toBeUndefined();
    expect(evaluation.totalPayableToMotherMinor).toBe(15_000);
  });

  it.each([
    ['2024-08-30', 'payable'],
    ['2024-08-31', 'forfeited: postnatal check 11 days after birth, limit 10'],
  ])('counts ten days from the birth: check on %s', (date, standing) => {
    expect(standings(evaluated('BO-BJA DS0066', mother, [born, occurred('postnatal_check', date)], '2024-09-30'))['BIRTH']).toBe(standing);
  });

  it('lets each window stand alone, and ends with the second birthday', () => {
    const checks = ['2024-10-25', '2025-02-20', '2026-08-20', '2026-08-21'].map((date) => occurred('child_check', date));
    const evaluation = evaluated('BO-BJA DS0066', mother, [born, ...checks], '2026-09-01');

    expect(standings(evaluation)).toMatchObject({
      'CHILD-01': 'payable',
      'CHILD-02': 'forfeited: check at 4 months missed',
      'CHILD-03': 'payable',
      'CHILD-12': 'payable',
    });
    expect(evaluation.totalPayableToMotherMinor).toBe(3 * 12_500);
    expect(evaluation.exit).toEqual({ rule: 'BJA-EXIT', on: '2026-08-20', reason: 'child aged 2' });
    expect(evaluated('BO-BJA DS0066', mother, [born], '2026-08-19').exit).toBeUndefined();
  });

  it('lists every month of a monthly benefit as a line of its own', () => {
    const applicant = { age: 24, pregnancyOrder: 1, householdIncomeBDT: 6500, nid: true, ancCard: true, account: 'own_mobile' };
    const evaluation = evaluated('BD-MCBP 800', applicant, [occurred('enrolled', '2024-01-31')], '2024-02-29');

    expect(evaluation.lines).toHaveLength(36);
    expect(evaluation.lines.slice(0, 3)).toMatchObject([
      { id: 'M01', payableOn: '2024-01-31', status: 'payable' },
      { id: 'M02', payableOn: '2024-02-01', status: 'payable' },
      { id: 'M03', payableOn: '2024-03-01', status: 'pending' },
    ]);
    expect(evaluation).toMatchObject({
      totalPayableToMotherMinor: 160_000,
      series: { finalMonth: '2026-12', lifetimeTotalMinor: 2_880_000 },
    });
    expect(standings(evaluated('BD-MCBP 800', applicant, [], '2024-02-29'))).toEqual({ 'M01..M36': 'pending: enrolled' });
  });

  it('pays the months that were complied with, by grant', () => {
    const months = [
      occurred('month_compliance', '2025-03-01', { health: true, fds: true }),
      occurred('month_compliance', '2025-04-01', { health: false, fds: true }),
    ];
    const none = [
      occurred('month_compliance', '2025-03-01', { health: false, fds: true }),
      occurred('month_compliance', '2025-04-01', { health: false, fds: true }),
    ];
    const household = { registered: true, pregnantMember: false, childrenUnder3: 1 };
    const evaluation = evaluated('PH-4PS F1KD', household, months, '2025-05-15');

    expect(amounts(evaluation)).toEqual({ 'HEALTH-2025-03/04': 75_000, 'RICE-2025-03/04': 120_000, 'F1KD-2025-03/04': 35_000 });
    expect(standings(evaluated('PH-4PS F1KD', household, none, '2025-05-15'))['HEALTH-2025-03/04']).toBe(
      'forfeited: conditions of the months not met',
    );
    expect(standings(evaluated('PH-4PS F1KD', household, months.slice(0, 1), '2025-04-29'))['RICE-2025-03/04']).toBe(
      'pending: month_compliance 2025-04',
    );
    expect(Object.keys(amounts(evaluated('PH-4PS F1KD', { ...household, childrenUnder3: 0 }, months, '2025-05-15')))).toEqual([
      'HEALTH-2025-03/04',
      'RICE-2025-03/04',
    ]);
    expect(Object.keys(amounts(evaluated('PH-4PS RA11310', household, months, '2025-05-15')))).toHaveLength(2);
  });

  it('does not pay a grant for months before it began', () => {
    const months = [
      occurred('month_compliance', '2024-11-01', { health: true, fds: true }),
      occurred('month_compliance', '2024-12-01', { health: true, fds: true }),
    ];

    expect(Object.keys(amounts(evaluated('PH-4PS F1KD', { registered: true, pregnantMember: true }, months, '2025-05-15')))).toEqual([
      'HEALTH-2024-11/12',
      'RICE-2024-11/12',
    ]);
  });
});

describe('cover', () => {
  const mother = { nhif: false, privateInsurance: false, pregnancyConfirmed: '2023-02-01' };

  it('counts what is left, within the time that it lasts', () => {
    const visits = ['2023-01-30', '2023-03-01', '2023-05-01'].map((date) => occurred('anc', date));

    expect(evaluated('KE-LINDA NHIF', mother, visits, '2024-02-01').cover).toEqual({ endsOn: '2024-02-01', left: { anc: 2, pnc: 4 } });
    expect(evaluated('KE-LINDA NHIF', mother, visits, '2024-02-02').cover).toEqual({ endsOn: '2024-02-01', left: { anc: 0, pnc: 0 } });
  });

  it('pays the facility for a birth before it ends', () => {
    const on = (date: string) => evaluated('KE-LINDA NHIF', mother, [occurred('normal_delivery', date)], '2024-03-01');

    expect(standings(on('2024-02-01'))).toEqual({ 'FACILITY-DELIVERY': 'payable' });
    expect(standings(on('2024-02-02'))).toEqual({ 'FACILITY-DELIVERY': 'forfeited: delivery after cover ended (2024-02-01)' });
    expect(on('2024-02-01').totalPayableToMotherMinor).toBe(0);
  });
});

describe('an occurrence that another implies', () => {
  it('is the birth at its place, unless it was recorded itself', () => {
    const checks = [occurred('postnatal_check', '2024-08-25')];
    const born = (place: string) =>
      standings(
        evaluated('BO-BJA DS0066', { shortTermInsurance: false }, [occurred('delivery', '2024-08-20', { place }), ...checks], '2024-08-26'),
      )['BIRTH'];

    expect([born('government'), born('home'), born('transit')]).toEqual([
      'payable',
      'forfeited: home delivery',
      'pending: institutional_delivery',
    ]);
  });
});
