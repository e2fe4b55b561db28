// The API described by itself.
import { readFileSync } from 'node:fs';
import { commonConfig, readConfig } from '../../platform/kernel/config.ts';
import { AppError } from '../../platform/kernel/errors.ts';
import { httpHandler } from '../../platform/lambda/http-handler.ts';
import { functionGround } from '../../platform/service/ground.ts';
import { docsEndpoints } from './http.ts';

/** The build puts them beside the bundle. */
const bytesOf = (name: string): Buffer => readFileSync(new URL(name, import.meta.url));

const { clock, log, correlate } = functionGround(readConfig(commonConfig));

export const handler = httpHandler({
  endpoints: docsEndpoints(bytesOf),
  services: {
    log,
    clock,
    verify: async () => {
      throw new AppError('unauthenticated');
    },
  },
  correlate,
});
