import { startCountry } from './country.ts';
const c = await startCountry({ assembly: await (await import('./assemble.ts')).assemble(process.cwd() + '/.nestling'), clock: { start: '2024-01-01T06:00:00.000Z', mode: 'manual' } });
await c.passDays(2);
c.local.clearCalls();
const m0 = c.local.meters();
const t0 = performance.now(); const cpu0 = process.cpuUsage();
await c.passDays(30);
const cpu = process.cpuUsage(cpu0);
console.log('ms per day', (performance.now() - t0) / 30, 'cpu ms', (cpu.user + cpu.system) / 30000, 'calls per day', c.local.calls.length / 30);
const by: Record<string, number> = {};
for (const call of c.local.calls) { const k = `${call.functionName ?? ''} ${call.service} ${call.action}`; by[k] = (by[k] ?? 0) + 1; }
console.log(by);
const m = c.local.meters();
for (const [k, v] of Object.entries(m.functions)) if (JSON.stringify(v) !== JSON.stringify(m0.functions[k])) console.log(k, JSON.stringify(v));
console.log(m.transitions);
await c.stop();
