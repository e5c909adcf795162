import type { Block } from '../../../partners/agreement.ts';
import type { OwnMember } from '../records.ts';

/** A description of the API, as far as the directory reads it. */
export interface Description {
  readonly paths: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

const METHODS = ['get', 'post', 'put', 'patch', 'delete'];

/** The four parts of a name in the Information Mediator. */
export const partsOf = (member: string) => {
  const [instanceId = '', memberClass = '', memberCode = '', applicationCode = ''] = member.split('/');
  return { instanceId, memberClass, memberCode, applicationCode };
};

/** What is said of the API below a block's base path, with paths as they stand below it. */
export const cutTo = <D extends Description>(description: D, block: Block): D => {
  const base = `/govstack/${block}`;
  const own = Object.entries(description.paths).filter(([path]) => path.startsWith(`${base}/`) && !path.includes('{path+}'));
  return { ...description, paths: Object.fromEntries(own.map(([path, methods]) => [path.slice(base.length), methods])) };
};

const endpointsOf = (description: Description, block: Block) =>
  Object.entries(cutTo(description, block).paths).flatMap(([path, methods]) =>
    METHODS.filter((method) => method in methods).map((method) => ({ method: method.toUpperCase(), path })),
  );

/** A client as a directory lists it. */
export const clientEntry = (member: string, name: string) => ({
  name,
  id: { objectType: 'APPLICATION' as const, ...partsOf(member) },
});

/** The services of a member with their endpoints; only those of the blocks that a caller may use, where that is asked. */
export const serviceEntries = (
  { member, services }: OwnMember,
  description: Description,
  { serviceId, allowed }: { readonly serviceId?: string | undefined; readonly allowed?: readonly Block[] | undefined },
) =>
  services
    .filter((service) => serviceId === undefined || service.serviceId === serviceId || service.code === serviceId)
    .filter(({ block }) => allowed?.includes(block) ?? true)
    .map(({ code, block }) => ({
      objectType: 'SERVICE' as const,
      serviceType: 'REST',
      ...partsOf(member),
      serviceCode: code,
      endpointList: { member: endpointsOf(description, block) },
    }));
