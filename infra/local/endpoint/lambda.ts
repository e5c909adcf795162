import { authorize } from '../access/principal.ts';
import { failed } from '../functions/protocol.ts';
import type { Functions } from '../functions/functions.ts';
import { AwsError } from '../runtime/errors.ts';
import type { Service } from './call.ts';

/** Lambda: `Invoke`, for tests and for functions that call one another. */
export const lambdaService =
  (functions: Functions, invokeLater: (functionArn: string, payload: string) => void): Service =>
  async ({ principal, action, input }) => {
    if (action !== 'Invoke') throw new AwsError('UnknownOperationException', `the local system does not host lambda:${action}`);
    const name = typeof input['FunctionName'] === 'string' ? input['FunctionName'] : '';
    const definition = functions.all.find((one) => one.name === name || one.arn === name);
    if (definition === undefined) throw new AwsError('ResourceNotFoundException', `Function not found: ${name}`, { status: 404 });
    authorize(principal, 'lambda:InvokeFunction', definition.arn);
    const payload = typeof input['Payload'] === 'string' && input['Payload'] !== '' ? input['Payload'] : '{}';
    if (input['InvocationType'] === 'Event') {
      invokeLater(definition.arn, payload);
      return { StatusCode: 202 };
    }
    const invocation = await functions.invoke(definition.arn, payload);
    return failed(invocation)
      ? { StatusCode: 200, FunctionError: 'Unhandled', Payload: JSON.stringify(invocation.error) }
      : { StatusCode: 200, Payload: invocation.payload };
  };
