import * as z from 'zod';
import { TextGateways } from '../partners/http/texts-configuration.ts';
import { textGateway } from '../partners/http/text-gateway.ts';
import type { TextGatewayPort } from '../partners/text-gateway.ts';
import { withSecrets } from './secrets.ts';

const settings = withSecrets('PARTNERS');
let made: TextGatewayPort | undefined;

/** The gateways of this deployment that hand over texts; apart from other partners, whose clients weigh more. @throws {Error} when their settings are wrong */
export const textGateways = (): TextGatewayPort =>
  (made ??= textGateway(z.object({ textGateways: TextGateways }).parse(JSON.parse(settings())).textGateways));
