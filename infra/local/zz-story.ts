import { startCountry } from './country.ts';
import { FROM } from './journey/families.ts';
import { walk } from './journey/walk.ts';
const t0 = Date.now();
const c = await startCountry({
  assembly: await (await import('./assemble.ts')).assemble(process.cwd() + '/.nestling'),
  clock: { start: FROM, mode: 'manual' },
  log: (s, l) => {
    if (/ERROR|"WARN|denied/i.test(l)) console.log('LOG', s, l.slice(0, 900));
  },
});
try {
  await walk(c, (l) => console.log(l));
} catch (e) {
  console.log('FAILED', e);
}
console.log('took', Date.now() - t0);
console.log(
  c.local
    .executions()
    .map((e) => `${JSON.stringify(e).slice(0, 300)}`)
    .slice(0, 5),
);
console.log('dead', c.local.deadLetters().slice(0, 3), 'lost', c.local.lost().slice(0, 3));
await c.stop();
