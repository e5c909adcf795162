import type { Random } from './random.ts';
import type { StockName } from './names.ts';

/** How people live in a country: where, what they are called, and what their phones look like. */
export interface Country {
  /** Codes of areas, the most peopled first. */
  readonly areas: readonly string[];
  readonly peoples: readonly (readonly [StockName, number])[];
  readonly localities: readonly string[];
  /** Numbers of mobile networks: the country's prefix, the network's, and how many digits follow. */
  readonly phones: { readonly prefix: string; readonly networks: readonly string[]; readonly digits: number };
}

const VILLAGES = ['Upper village', 'Lower village', 'Market quarter', 'Station quarter', 'River side', 'Old town', 'New town', 'Hill side'];

const COUNTRIES: Readonly<Record<string, Country>> = {
  IN: {
    areas: ['IN-UP', 'IN-BR', 'IN-MH', 'IN-MP', 'IN-RJ', 'IN-TN', 'IN-OD', 'IN-KA'],
    peoples: [
      ['hindi', 70],
      ['tamil', 15],
      ['bengali', 15],
    ],
    localities: ['Rampur', 'Sitapur', 'Gopalganj', 'Madhubani', 'Chandpur', 'Kishanpur', 'Belapur', 'Nayagaon'],
    phones: { prefix: '+91', networks: ['98', '97', '94', '90'], digits: 8 },
  },
  NP: {
    areas: ['NP-P3', 'NP-P2', 'NP-P5', 'NP-P1', 'NP-P7', 'NP-P4', 'NP-P6'],
    peoples: [
      ['nepali', 90],
      ['hindi', 10],
    ],
    localities: ['Bhaktapur', 'Dhulikhel', 'Janakpur', 'Ilam', 'Jumla', 'Dang', 'Baglung'],
    phones: { prefix: '+977', networks: ['984', '985', '986', '980'], digits: 7 },
  },
  BD: {
    areas: ['BD-C', 'BD-B', 'BD-E', 'BD-F', 'BD-D', 'BD-H', 'BD-G', 'BD-A'],
    peoples: [
      ['bengali', 95],
      ['hindi', 5],
    ],
    localities: ['Savar', 'Sreepur', 'Kaliganj', 'Shibganj', 'Bhola', 'Ulipur', 'Sunamganj'],
    phones: { prefix: '+880', networks: ['171', '181', '191', '155'], digits: 7 },
  },
  KE: {
    areas: ['KE-30', 'KE-22', 'KE-13', 'KE-17', 'KE-28', 'KE-43', 'KE-16'],
    peoples: [
      ['kenyan', 90],
      ['arabic', 10],
    ],
    localities: ['Kibera', 'Githurai', 'Likoni', 'Nyalenda', 'Kakamega', 'Lodwar', 'Machakos'],
    phones: { prefix: '+254', networks: ['712', '722', '733', '701'], digits: 6 },
  },
  GH: {
    areas: ['GH-AH', 'GH-AA', 'GH-EP', 'GH-NP', 'GH-CP', 'GH-UE'],
    peoples: [
      ['ghanaian', 92],
      ['arabic', 8],
    ],
    localities: ['Ejisu', 'Tema', 'Koforidua', 'Tamale', 'Winneba', 'Bolgatanga'],
    phones: { prefix: '+233', networks: ['24', '20', '54', '27'], digits: 7 },
  },
  BO: {
    areas: ['BO-S', 'BO-L', 'BO-C', 'BO-P', 'BO-H', 'BO-O', 'BO-T'],
    peoples: [['andean', 100]],
    localities: ['El Alto', 'Montero', 'Sacaba', 'Uyuni', 'Camargo', 'Challapata', 'Yacuiba'],
    phones: { prefix: '+591', networks: ['71', '72', '76', '65'], digits: 6 },
  },
  PH: {
    areas: ['PH-40', 'PH-03', 'PH-07', 'PH-05', 'PH-11', 'PH-14'],
    peoples: [
      ['filipino', 94],
      ['arabic', 6],
    ],
    localities: ['Dasmariñas', 'Malolos', 'Talisay', 'Naga', 'Tagum', 'Marawi'],
    phones: { prefix: '+63', networks: ['917', '918', '905', '927'], digits: 7 },
  },
  ID: {
    areas: ['ID-JB', 'ID-JI', 'ID-JT', 'ID-SU', 'ID-SN', 'ID-NT'],
    peoples: [
      ['indonesian', 95],
      ['arabic', 5],
    ],
    localities: ['Cianjur', 'Malang', 'Klaten', 'Binjai', 'Gowa', 'Kupang'],
    phones: { prefix: '+62', networks: ['812', '813', '857', '878'], digits: 7 },
  },
};

/** A country that is none: all peoples together, and phones of one that numbers can be checked for. */
const ANYWHERE: Country = {
  areas: ['area-1', 'area-2', 'area-3', 'area-4', 'area-5', 'area-6', 'area-7', 'area-8'],
  peoples: [
    ['hindi', 20],
    ['bengali', 15],
    ['kenyan', 15],
    ['arabic', 15],
    ['indonesian', 10],
    ['ghanaian', 10],
    ['andean', 10],
    ['nepali', 5],
  ],
  localities: VILLAGES,
  phones: { prefix: '+254', networks: ['712', '722', '733', '701'], digits: 6 },
};

export const countryOf = (code: string): Country => COUNTRIES[code] ?? ANYWHERE;

/** Areas differ in size: the first holds most people. */
export const areaOf = (random: Random, areas: readonly string[]): string =>
  random.weighted(areas.map((area, rank) => [area, 1 / (rank + 1.5)] as const));
