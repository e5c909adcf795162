/** A worker thread that sends requests, so that measuring does not wait for what is measured. */
import { Agent, request } from 'node:http';
import { parentPort, workerData } from 'node:worker_threads';
import type { LoadOrder, LoadResult } from './load.ts';

const { baseUrl, token, requests, concurrency } = workerData as LoadOrder;
const agent = new Agent({ keepAlive: true, maxSockets: concurrency });
const { hostname, port } = new URL(baseUrl);

const send = ({ method, path, body }: LoadOrder['requests'][number]) =>
  new Promise<{ status: number; text: string }>((resolve, reject) => {
    const headers = { authorization: `Bearer ${token}`, ...(body === undefined ? {} : { 'content-type': 'application/json' }) };
    const sent = request({ agent, hostname, port, method, path, headers }, (response) => {
      let text = '';
      response.setEncoding('utf8');
      response.on('data', (chunk: string) => (text += chunk));
      response.on('end', () => resolve({ status: response.statusCode ?? 0, text }));
      response.on('error', reject);
    });
    sent.on('error', reject);
    sent.end(body);
  });

const milliseconds: number[] = [];
const statuses = new Map<number, number>();
const bodies: string[] = [];
const waiting = requests.values();

const work = async () => {
  for (const one of waiting) {
    const began = performance.now();
    const { status, text } = await send(one);
    milliseconds.push(performance.now() - began);
    statuses.set(status, (statuses.get(status) ?? 0) + 1);
    bodies.push(text);
  }
};

const began = performance.now();
await Promise.all(Array.from({ length: concurrency }, work));
const result: LoadResult = { seconds: (performance.now() - began) / 1000, milliseconds, statuses: Object.fromEntries(statuses), bodies };
agent.destroy();
parentPort?.postMessage(result);
