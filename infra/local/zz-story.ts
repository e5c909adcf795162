import { assemble } from './assemble.ts';
import { startCountry } from './country.ts';
import { FROM } from './journey/families.ts';
import { walk } from './journey/walk.ts';
const assembly = await assemble(process.cwd() + '/.nestling/zz');
const t0 = Date.now();
const c = await startCountry({ assembly, clock: { start: FROM, mode: 'manual' }, log: (s, l) => { if (/"ERROR|"WARN|denied/i.test(l)) console.log('LOG', s, l.slice(0, 700)); } });
try { await walk(c, (l) => console.log(l)); } catch (e) { console.log('FAILED', e); }
console.log('took', Date.now() - t0);
console.log('failed', c.local.executions().filter((e) => e.status !== 'SUCCEEDED' && e.status !== 'RUNNING').map((e) => [e.machine, e.status, e.error, e.cause, e.input]));
console.log('dead', c.local.deadLetters().length, JSON.stringify(c.local.deadLetters().slice(0, 3)), 'lost', c.local.lost().slice(0, 3));
await c.stop();
