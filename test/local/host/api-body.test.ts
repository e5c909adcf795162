import { readBody } from '../../../infra/local/gateway/body.ts';
import { newTree } from '../../../infra/local/gateway/tree.ts';

const ARN = 'arn:aws:lambda:eu-west-1:000000000000:function';
const uri = `arn:aws:apigateway:eu-west-1:lambda:path/2015-03-31/functions/${ARN}:\${stageVariables.Notes}/invocations`;
const operation = {
  security: [{ tokens: ['nestling/notes.read'] }],
  responses: { '200': { description: 'Done' } },
  'x-amazon-apigateway-request-validator': 'Parameters',
  'x-amazon-apigateway-integration': { type: 'aws_proxy', httpMethod: 'POST', uri },
};
const body = {
  openapi: '3.0.1',
  info: { title: 'Notes', version: 'v1' },
  paths: { '/notes': { get: operation } },
  components: {
    securitySchemes: {
      tokens: {
        type: 'apiKey',
        name: 'Authorization',
        in: 'header',
        'x-amazon-apigateway-authtype': 'cognito_user_pools',
        'x-amazon-apigateway-authorizer': { type: 'cognito_user_pools', providerARNs: ['arn:pool'] },
      },
    },
  },
  'x-amazon-apigateway-request-validators': { Parameters: { validateRequestParameters: true } },
};
const withOperation = (change: object): object => ({ ...body, paths: { '/notes': { get: { ...operation, ...change } } } });
const integrated = (change: object): object =>
  withOperation({ 'x-amazon-apigateway-integration': { ...operation['x-amazon-apigateway-integration'], ...change } });
const variables = { Notes: 'notes' };

describe('the OpenAPI body of the API', () => {
  it('gives each method its function, its authorizer and its scopes', () => {
    expect(readBody(body, variables).methods).toMatchObject([
      {
        path: '/notes',
        httpMethod: 'GET',
        authorizer: { pools: ['arn:pool'], header: 'authorization' },
        scopes: ['nestling/notes.read'],
        apiKeyRequired: false,
        functionArn: `${ARN}:notes`,
      },
    ]);
  });

  it('opens a method that names no security', () => {
    expect(readBody(withOperation({ security: [] }), variables).methods).toMatchObject([{ authorizer: undefined, scopes: [] }]);
  });

  it.each([
    ['a security scheme that is not there', withOperation({ security: [{ keys: [] }] }), 'GET /notes: there is no security scheme keys'],
    [
      'a validator that is not there',
      withOperation({ 'x-amazon-apigateway-request-validator': 'All' }),
      'there is no request validator All',
    ],
    [
      'a schema that is not there',
      withOperation({ requestBody: { content: { 'application/json': { schema: { $ref: '#/components/schemas/Note' } } } } }),
      'GET /notes: there is no schema #/components/schemas/Note',
    ],
    ['no integration', withOperation({ 'x-amazon-apigateway-integration': undefined }), 'x-amazon-apigateway-integration'],
    ['another integration', integrated({ type: 'mock' }), 'the local gateway knows Lambda proxy integrations only'],
    ['a function called otherwise than by POST', integrated({ httpMethod: 'GET' }), 'Lambda is called by POST'],
    ['an address of no function', integrated({ uri: 'arn:aws:sqs' }), 'GET /notes: not the address of a Lambda function: arn:aws:sqs'],
    ['an extension that is not known', withOperation({ 'x-amazon-apigateway-auth': { type: 'NONE' } }), 'x-amazon-apigateway-auth'],
    ['OpenAPI 3.1', { ...body, openapi: '3.1.0' }, 'API Gateway imports OpenAPI 3.0'],
    ['no body', undefined, "the API's OpenAPI body"],
  ])('stops the start at %s', (_, document, said) => {
    expect(() => readBody(document, variables)).toThrow(said);
  });

  it('stops the start where the stage does not name the function', () => {
    expect(() => readBody(body, {})).toThrow('GET /notes: the stage has no variable Notes');
  });

  it('stops the start where one place of a path has two variables, as API Gateway does', () => {
    const { methods } = readBody(
      { ...body, paths: { '/notes/{id}': { get: operation }, '/notes/{noteId}/answer': { get: operation } } },
      variables,
    );

    expect(() => newTree(methods)).toThrow('/notes/{noteId}/answer: {noteId} stands where another path has {id}; only one name is allowed');
  });
});
