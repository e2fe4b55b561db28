// Whether the API is well, for monitors and for whoever has just deployed it.
import { Type } from 'typebox';
import { strict } from '../schemas.ts';
import { defineRoute, open } from './route.ts';

export const readHealth = defineRoute({
  id: 'health.read',
  service: 'health',
  method: 'GET',
  path: '/health',
  summary: 'Whether the API is well',
  notes: 'Asks whether the table of each service is there. An answer may be five seconds old.',
  auth: open,
  problems: ['unavailable'],
  request: {},
  responses: {
    200: strict({
      status: Type.Literal('ok'),
      /** Of the API. */
      version: Type.String(),
    }),
  },
});
