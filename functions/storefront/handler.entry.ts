// The shop for people: pages made on the server from the public API, with the visitor's own token.
import middy from '@middy/core';
import type { APIGatewayProxyEvent, APIGatewayProxyResult } from 'aws-lambda';
import { createLog } from '../../platform/telemetry/log.ts';
import { readStorefrontConfig } from './config.ts';
import { createShop } from './shop.ts';

const config = readStorefrontConfig();

export const handler = middy<APIGatewayProxyEvent, APIGatewayProxyResult>().handler(
  createShop({ apiUrl: config.API_URL, log: createLog(config) }),
);
