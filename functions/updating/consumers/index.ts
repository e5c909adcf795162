import { files } from '../../runtime/aws.ts';
import { factConsumer } from '../../runtime/consumer.ts';
import { programmes } from '../../runtime/programmes.ts';
import { vault } from '../../runtime/vault.ts';
import { correctByText } from './correct-by-text.ts';
import { decideCorrection } from './decide-correction.ts';

const needs = { files, vault, programmes };

export const { handler, manifest } = factConsumer([decideCorrection(needs), correctByText(needs)]);
