import { readdirSync, readFileSync } from 'node:fs';
import * as z from 'zod';
import { CATALOGUE } from '../../../events/catalogue.ts';

const SAMPLES = 'events/samples';
const Sample = z.object({ source: z.string(), 'detail-type': z.string(), detail: z.unknown() });
const samples = readdirSync(SAMPLES).map((file) => ({
  file,
  sample: Sample.parse(JSON.parse(readFileSync(`${SAMPLES}/${file}`, 'utf8'))),
}));
const facts = Object.values(CATALOGUE);

describe('the events', () => {
  it.each(samples)('are still read as published: $file', ({ sample }) => {
    const fact = facts.find(({ detailType }) => detailType === sample['detail-type']);

    expect(fact?.source).toBe(sample.source);
    expect(fact?.detail.safeParse(sample.detail).success).toBe(true);
  });

  it('have a sample each', () => {
    const sampled = new Set(samples.map(({ sample }) => sample['detail-type']));

    expect(facts.map(({ detailType }) => detailType).filter((detailType) => !sampled.has(detailType))).toEqual([]);
  });

  it('carry no field that names a person', () => {
    const fields = facts.flatMap(({ detailType, detail }) => Object.keys(detail.shape.data.shape).map((field) => `${detailType}.${field}`));

    expect(fields.filter((field) => /\.(.*name|phone|address|nationalId|note|text|diagnosis|birthDate)$/i.test(field))).toEqual([]);
  });

  it('refuse to be made with a field that is not theirs', () => {
    expect(() => CATALOGUE.MotherDied.of({ on: '2026-01-08', name: 'somebody' } as { on: string })).toThrow(/name/);
  });
});
