// The reference page of Scalar as one script that asks for nothing else: https://scalar.com
import { writeFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import scalar from '@scalar/fastify-api-reference';
import fastify from 'fastify';

/** Compressed, since a function answers at most 6 MB. The plugin carries the script inside, and serves it where it is told to. */
export const writeScalar = async (path: string): Promise<void> => {
  const server = fastify();
  await server.register(scalar, { routePrefix: '/reference', configuration: { url: '/' } });
  const { statusCode, payload } = await server.inject('/reference/js/scalar.js');
  await server.close();
  if (statusCode !== 200) throw new Error(`Scalar's script is not where it was: ${statusCode}`);
  await writeFile(path, await promisify(gzip)(payload, { level: 9 }));
};
