import { startCountry } from '../local/country.ts';
import { loadProgramme } from '../../functions/policy/index.ts';
import { population } from '../local/population/population.ts';
import { staff } from '../local/journey/hands.ts';
const country = await startCountry({ assembly: '.nestling/bench/cdk.out', clock: { mode: 'manual', start: '2026-01-05T18:00:00.000Z' }, log: (s, l) => { if (process.env.LOG) process.stdout.write(`${s}: ${l}`); } });
const { local } = country;
const programme = loadProgramme('functions/policy/programmes/IN-PMMVY2.json');
const sup = staff(country, 'sup', 'supervisor');
console.log(Object.keys(local.meters().functions).join(' '));
for (const m of population({ mothers: 2, seed: 'x', programme, from: '2026-01-05', days: 1 })) {
  country.partners.control.loadPopulation(m.registry as never);
  local.clearCalls();
  const r = await sup.call('POST', '/registrations', m.registration);
  console.log(r.status, JSON.stringify(r.body));
  for (const c of local.calls) console.log(' ', c.functionName, c.service, c.action, c.outcome, c.readUnits, c.writeUnits);
  await country.settle();
  console.log('settled');
  for (const c of local.calls) console.log(' ', c.functionName, c.service, c.action, c.outcome, c.readUnits, c.writeUnits);
  const g = await sup.call('GET', `/cases/${String(r.body['caseId'])}`); console.log(g.status, JSON.stringify(g.body).slice(0,300));
}
console.log(local.executions().map(e=>[e.machine,e.status,e.error,e.cause?.slice(0,200),e.history.map(h=>h.state).join(' > ')].join(' | ')).join('\n'));
console.log(JSON.stringify(local.meters().transitions), local.events().map(e=>e['detail-type']).join(' '));
console.log(local.deadLetters().length, local.lost().length, local.sms().map(s=>s.message));
await country.stop();
