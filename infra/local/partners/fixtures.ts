import type { Population } from './state.ts';

/**
 * The registration example of GovStack's postpartum use case: the mother with identifier 53 and her first child.
 * The example names the identifier, the mother and the child's birth; the other facts are made up.
 * @source GovStack product use cases, PP-01 registration example 1
 */
export const PP_01 = {
  people: [
    { nationalId: '53', givenName: 'Sowmya', familyName: 'Krishnamurti', birthDate: '1996-05-14', sex: 'female', area: 'IN-KA-BLR' },
  ],
  births: [
    {
      childId: '5301',
      certificate: 'BC-2022-0053',
      givenName: 'Usha',
      familyName: 'Krishnamurti',
      birthDate: '2022-11-01',
      sex: 'female',
      motherId: '53',
      place: 'Bengaluru',
    },
  ],
  accounts: [{ financialAddress: '+919845000053', status: 'active' }],
} satisfies Population;
