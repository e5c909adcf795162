import type { ContextWiring } from '../constructs/wiring.ts';

/** Signing in with the national identity: mothers to their own page, the staff to their user pool. Only this function holds the keys for it. */
export const signin: ContextWiring = {
  name: 'signin',
  functions: {
    // up to four calls of the provider in a row stand between a browser and its page
    SigninApi: { table: 'readWrite', keys: ['hash'], nationalSignIn: 'performs', timeoutSeconds: 28 },
  },
};
