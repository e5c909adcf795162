import * as z from 'zod';
import { Contacts, isOpen } from '../../care/records.ts';
import { Consents } from '../../casefile/case.ts';
import { allOf, type CaseFiles } from '../../casefile/files.ts';
import type { LineStatus } from '../../payment/domain/life-cycle.ts';
import { Lines } from '../../payment/records.ts';
import { operation } from '../../runtime/operation.ts';
import type { Programmes } from '../../runtime/programmes.ts';
import type { Table } from '../../table/table.ts';
import { readOwn } from '../enter-account.ts';
import { Goals, PlanActions } from '../../team/records.ts';

interface Needs {
  readonly files: CaseFiles;
  readonly table: Table;
  readonly programmes: Programmes;
}

const HEADER = 'x-account-session';
const CONTACTS_SHOWN = 3;
const UNDER_WAY: readonly LineStatus[] = ['due', 'instructing', 'instructed'];

/** `GET /account`: what the mother sees of her own record. One read more than other requests: that of her session. */
export const getAccount = ({ files, table, programmes }: Needs) =>
  operation('getAccount', {
    route: 'GET /account',
    scope: null,
    summary: "The mother's own view of her record",
    status: 200,
    response: z.object({
      programme: z.string(),
      programmeNumber: z.string(),
      status: z.string(),
      nextContacts: z.array(z.object({ kind: z.string(), dueOn: z.string(), closesOn: z.string() })),
      payments: z.object({ paid: z.int(), underWay: z.int() }).describe('payments to her, counted'),
      paymentAddress: z.string().describe('whether the payment rail has confirmed where she is paid'),
      plan: z
        .object({
          goals: z.array(z.object({ text: z.string(), targetOn: z.string(), status: z.string() })),
          actions: z.array(z.object({ text: z.string(), dueOn: z.string(), mine: z.boolean() })),
        })
        .describe('what she and those who care for her want to reach, and what is to be done for it'),
      consents: z.array(z.object({ consentId: z.uuid(), purposes: z.array(z.string()), state: z.string(), givenAt: z.string() })),
    }),
    run: async (_, caller) => {
      const file = await readOwn({ files, table }, caller.headers[HEADER] ?? '', caller);
      const { root } = file;
      const lines = allOf(file, Lines).filter(({ payee, inKind }) => payee === 'mother' && !inKind);
      return {
        programme: programmes.get(root.programme).name,
        programmeNumber: root.enrolled?.programmeNumber ?? '',
        status: root.status,
        nextContacts: allOf(file, Contacts)
          .filter(isOpen)
          .sort((left, right) => (left.dueOn < right.dueOn ? -1 : 1))
          .slice(0, CONTACTS_SHOWN),
        payments: {
          paid: lines.filter(({ status }) => status === 'confirmed').length,
          underWay: lines.filter(({ status }) => UNDER_WAY.includes(status)).length,
        },
        paymentAddress: root.paymentAddress?.state ?? 'missing',
        plan: {
          goals: allOf(file, Goals).filter(({ status }) => status === 'active' || status === 'proposed'),
          actions: allOf(file, PlanActions)
            .filter(({ status }) => status === 'open')
            .map((action) => ({ ...action, mine: action.owner.kind === 'mother' })),
        },
        consents: allOf(file, Consents),
      };
    },
  });
