import { apiDefinition, findDefinition } from '../../support/api-definition.ts';
import type { BlockCall } from '../../support/block-call.ts';
import { anInformationMediator, OURS } from '../../support/information-mediator-block.ts';

const MEMBER = '/r1/{instanceId}/{memberClass}/{memberCode}/{applicationCode}';
const CASES: Readonly<Record<string, readonly (readonly [status: number, path: string, options?: BlockCall])[]>> = {
  'GET /listClients': [[200, '/listClients']],
  [`GET ${MEMBER}/listMethods`]: [
    [200, `/r1/${OURS}/listMethods`],
    [400, '/r1/a/b/c/d/listMethods'],
  ],
  [`GET ${MEMBER}/allowedMethods`]: [
    [200, `/r1/${OURS}/allowedMethods`],
    [400, '/r1/a/b/c/d/allowedMethods'],
  ],
  [`GET ${MEMBER}/getOpenAPI`]: [
    [200, `/r1/${OURS}/getOpenAPI`, { query: { serviceCode: 'payments' } }],
    [400, `/r1/${OURS}/getOpenAPI`],
  ],
};

describe('the Information Mediator block, held to the directory definition', () => {
  const path = findDefinition('information-mediator/directory.yaml');
  if (path === undefined) {
    it('has no definition beside the project to be held to', () => {
      expect(findDefinition('information-mediator/directory.yaml')).toBeUndefined();
    });
    return;
  }
  const held = apiDefinition(path);

  it('serves every operation', () => {
    expect(Object.keys(CASES).toSorted()).toEqual([...held.operations].toSorted());
  });

  it.each(
    Object.entries(CASES).flatMap(([operation, cases]) => cases.map(([status, asked, options]) => ({ operation, status, asked, options }))),
  )('answers $operation with $status as defined', async ({ operation, status, asked, options }) => {
    const { call } = await anInformationMediator();

    const answer = await call('GET', asked, options);

    expect({ status: answer.status, faults: held.faultsOf(operation, answer) }).toEqual({ status, faults: [] });
  });
});
