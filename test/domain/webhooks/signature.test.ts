import { secretText, signatureOf, signedHeaders } from '../../../functions/webhooks/domain/signature.ts';

const HEX = '000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f';
const BODY =
  '{"id":"0f0e0d0c-0b0a-8908-a706-050403020100","type":"MotherRegistered.v1","time":"2026-03-01T10:00:00.000Z","caseId":"11111111-1111-4111-8111-111111111111","sequence":100,"data":{"children":1}}';
const SIGNED = { id: '0f0e0d0c-0b0a-8908-a706-050403020100', timestampSeconds: 1_772_359_205, body: BODY };
/** printf '%s' "$ID.$TIMESTAMP.$BODY" | openssl dgst -sha256 -mac HMAC -macopt hexkey:$HEX -binary | base64 */
const BY_OPENSSL = 'v1,8VtpKjzwtfvDsjB9wY6ALjtooyZKmt22Vfg65rtRnzM=';

describe('a signature', () => {
  it('is what openssl makes of id, timestamp and body', () => {
    // echo -n $HEX | xxd -r -p | base64
    expect(secretText(HEX)).toBe('whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=');
    expect(signatureOf(secretText(HEX), SIGNED)).toBe(BY_OPENSSL);
  });

  it('is the one of the example in the Standard Webhooks specification', () => {
    const signed = {
      id: 'msg_p5jXN8AQM9LWM0D4loKWxJek',
      timestampSeconds: 1_614_265_330,
      body: '{"test": 2432232314}',
    };

    expect(signatureOf('whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw', signed)).toBe('v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=');
  });

  it('changes with the id, the timestamp, the body and the secret', () => {
    const secret = secretText(HEX);
    const others = [
      signatureOf(secret, { ...SIGNED, id: 'other' }),
      signatureOf(secret, { ...SIGNED, timestampSeconds: SIGNED.timestampSeconds + 1 }),
      signatureOf(secret, { ...SIGNED, body: `${BODY} ` }),
      signatureOf(secretText(`ff${HEX.slice(2)}`), SIGNED),
    ];

    expect(new Set([BY_OPENSSL, ...others]).size).toBe(5);
  });

  it('is made with the text of a secret that its partner has named', () => {
    // printf '%s' "$ID.$TIMESTAMP.$BODY" | openssl dgst -sha256 -hmac 'a secret of the partner' -binary | base64
    expect(signatureOf('a secret of the partner', SIGNED)).toBe('v1,1zr6/d9TTLDLhF7ErdTaPGBHfTI67tDXBfm70psKzPM=');
  });

  it('is made with both keys while one takes over from the other', () => {
    const keys = [
      { keyId: 'wk_new', secret: secretText(`ff${HEX.slice(2)}`) },
      { keyId: 'wk_old', secret: secretText(HEX) },
    ];

    const headers = signedHeaders(keys, SIGNED);

    expect(headers['webhook-key-id']).toBe('wk_new wk_old');
    expect(headers['webhook-signature']?.split(' ')[1]).toBe(BY_OPENSSL);
    expect(headers['webhook-id']).toBe(SIGNED.id);
    expect(headers['webhook-timestamp']).toBe('1772359205');
  });
});
