// The questions that a pipeline asks of a stage it has deployed.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, it } from 'vitest';
import { smoke } from '../../infra/release/smoke.ts';
import { apiUrl } from '../support/cloud.ts';

it('are all answered by a system that is well', async () => {
  expect(await smoke(apiUrl)).toEqual([]);
});

it('tell what is wrong with one that is not', async () => {
  const server = createServer((request, response) => {
    response.statusCode = request.url === '/v1/health' ? 200 : 503;
    response.end('{}');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const faults = await smoke(`http://127.0.0.1:${port}/v1`);
  await new Promise((resolve) => server.close(resolve));
  expect(faults).toHaveLength(7);
  expect(faults[0]).toBe('the signing keys are there: 503 in place of 200: {}');
});
