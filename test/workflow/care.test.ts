import { jest } from '@jest/globals';
import { stopCountry } from './care/country.ts';
// the first needs the country's first morning; the last leave alerts open, which go on calling people
import './care/losses.ts';
import './care/messaging.ts';
import './care/alert-ladder.ts';
import './care/team.ts';
import './care/incoming-texts.ts';
import './care/referral.ts';
import './care/screening.ts';
import './care/severe-blood-pressure.ts';

jest.setTimeout(240_000);

afterAll(stopCountry);
