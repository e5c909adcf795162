import * as z from 'zod';

const days = (what: string) => z.int().min(0).max(3650).describe(`${what}, calendar days`);
const source = z.string().min(1).describe('where the values come from');

/** What follows a death or a loss, and a mother's wish to be forgotten. */
export const Loss = z.strictObject({
  bereavement: z
    .strictObject({
      tellWithinDays: days(
        'how old a loss may be for her to be told, when it becomes known, that the usual texts end, and to be offered others',
      ),
      offerAfterDays: days('between the record of a loss and the offer of a few texts'),
      answerWithinDays: days('how long a yes is taken').min(1),
      textsAfterDays: z
        .array(z.int().min(1).max(365))
        .min(1)
        .max(3)
        .describe('days after her yes on which each text is sent, the first one first')
        .refine((list) => list.every((day, place) => place === 0 || day > (list[place - 1] ?? 0)), 'must rise'),
      source,
    })
    .describe('texts that a bereaved mother is offered, and gets only if she says yes'),
  caregiver: z
    .strictObject({
      keepCase: z.boolean().describe("whether the case of a mother who died stays for her living child's care"),
      findWithinDays: days('until the case leaves without a caregiver who agreed').min(1),
      answerWithinDays: days("how long a caregiver's answer by text is taken").min(1),
      source,
    })
    .describe('who looks after the children of a mother who has died'),
  erasure: z
    .strictObject({
      confirmWithinDays: days('how long a yes to being forgotten is taken').min(1),
      afterDays: days('between the last text to her, or her wish, and the erasure'),
      source,
    })
    .describe('when a mother asks to be forgotten'),
});
export type Loss = z.infer<typeof Loss>;
