import { isOfAge, type Patient } from './patient.ts';
import type { Antigen, AntigenSeries } from './supporting-data.ts';

const has = ({ observations }: Patient, code: string | undefined): boolean => code !== undefined && observations.includes(code);

/**
 * Whether an illness or a birth before the vaccine's time protects a patient. The data names no country of birth; where it does, the birth does not count.
 * @source CDSi logic specification 4.5, table 7-3
 */
export const isImmune = ({ immunity }: Antigen, patient: Patient): boolean =>
  immunity?.clinicalHistory?.some(({ guidelineCode }) => has(patient, guidelineCode)) === true ||
  immunity?.dateOfBirth?.some(
    ({ immunityBirthDate, birthCountry, exclusion }) =>
      immunityBirthDate !== undefined &&
      birthCountry === undefined &&
      patient.bornOn < immunityBirthDate &&
      exclusion?.some(({ exclusionCode }) => has(patient, exclusionCode)) !== true,
  ) === true;

/**
 * Whether an observation rules out an antigen, or every preferable vaccine of a series.
 * @source CDSi logic specification 4.5, tables 7-5 to 7-7
 */
export const isContraindicated = ({ contraindications }: Antigen, { seriesDose }: AntigenSeries, patient: Patient): boolean => {
  if (
    contraindications?.vaccineGroup?.some((one) => has(patient, one.observationCode) && isOfAge(patient, patient.assessedOn, one)) === true
  )
    return true;
  const ruledOut = new Set(
    (contraindications?.vaccine ?? [])
      .filter((one) => has(patient, one.observationCode) && isOfAge(patient, patient.assessedOn, one))
      .flatMap(({ contraindicatedVaccine }) => contraindicatedVaccine ?? [])
      .filter((vaccine) => isOfAge(patient, patient.assessedOn, vaccine))
      .flatMap(({ cvx }) => cvx ?? []),
  );
  const preferable = seriesDose.flatMap(({ preferableVaccine }) => preferableVaccine.flatMap(({ cvx }) => cvx ?? []));
  return preferable.length > 0 && preferable.every((cvx) => ruledOut.has(cvx));
};
