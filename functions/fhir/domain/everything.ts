import type { Resource } from '@medplum/fhirtypes';
import { CASE_RESOURCES, CASE_TYPES, type Type } from './resource-types.ts';
import { rangeOf } from './search/date-range.ts';
import type { Setting } from './setting.ts';

/** Whether a resource was recorded or changed at an instant or later; one that does not know is taken to be. */
const isSince = ({ meta }: Resource, since: number | undefined): boolean => {
  const own = meta?.lastUpdated === undefined ? undefined : rangeOf(meta.lastUpdated);
  return since === undefined || own === undefined || own.from >= since;
};

/** All resources of a case of some types. */
export const resourcesOf = (setting: Setting, types: readonly Type[], since: number | undefined): readonly Resource[] =>
  CASE_TYPES.filter((type) => types.includes(type)).flatMap((type) =>
    CASE_RESOURCES[type].build(setting).filter((resource) => isSince(resource, since)),
  );

/** What is about one Patient of a case, the mother or a child; undefined when there is no such Patient in it. */
export const everythingOf = (
  setting: Setting,
  patientId: string,
  types: readonly Type[],
  since: number | undefined,
): readonly Resource[] | undefined => {
  if (!CASE_RESOURCES.Patient.build(setting).some(({ id }) => id === patientId)) return undefined;
  const about = `Patient/${patientId}`;
  return CASE_TYPES.filter((type) => types.includes(type)).flatMap((type) => {
    const served = CASE_RESOURCES[type];
    return served.build(setting).filter((resource) => served.patientOf(resource)?.reference === about && isSince(resource, since));
  });
};
