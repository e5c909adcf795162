import * as z from 'zod';
import { operation, type Operation } from '../../../runtime/operation.ts';
import { IndividualId, refuseOtherId } from '../domain/ids.ts';
import { Individual, IndividualInput, Part } from '../domain/schemas.ts';
import { createIndividual, individualView, listIndividuals, look, updateIndividual, type PeopleNeeds } from '../individuals.ts';

const Path = z.strictObject({ individualId: IndividualId });
const Answer = z.object({ individual: Individual });
const Body = z.strictObject({ individual: IndividualInput });

/** People whose consents are kept. A mother needs none of these calls: she is the individual of her case. */
export const individualOperations = (needs: PeopleNeeds): readonly Operation[] => [
  ...(['config', 'service'] as const).flatMap((side) => [
    operation(`${side}IndividualCreate`, {
      route: `POST /${side}/individual/`,
      scope: 'consent.write',
      summary: 'Make an individual who is the mother of no case',
      status: 200,
      body: Body,
      response: Answer,
      run: async ({ body: { individual } }, caller) => {
        const { id: _id, ...asked } = individual;
        return { individual: await createIndividual(needs, asked, caller) };
      },
    }),
    operation(`${side}IndividualRead`, {
      route: `GET /${side}/individual/{individualId}/`,
      scope: 'consent.read',
      summary: 'Read an individual',
      status: 200,
      path: Path,
      response: Answer,
      run: async ({ path: { individualId } }, caller) => ({
        individual: await individualView(needs.vault, await look(needs, individualId, caller, 'consent: individual')),
      }),
    }),
    operation(`${side}IndividualList`, {
      route: `GET /${side}/individuals/`,
      scope: 'consent.read',
      summary: 'List the individuals that the calling client made, by their ids',
      status: 200,
      query: z.strictObject(Part),
      response: z.object({ individuals: z.array(Individual) }),
      run: async ({ query }, { client }) => ({ individuals: await listIndividuals(needs, client, query) }),
    }),
  ]),
  operation('serviceIndividualUpdate', {
    route: 'PUT /service/individual/{individualId}/',
    scope: 'consent.write',
    summary: 'Correct an individual',
    status: 200,
    path: Path,
    body: Body,
    response: Answer,
    run: async ({ path: { individualId }, body: { individual } }, caller) => {
      const { id, ...asked } = individual;
      refuseOtherId('#/body/individual/id', id, individualId);
      return { individual: await updateIndividual(needs, individualId, asked, caller) };
    },
  }),
];
