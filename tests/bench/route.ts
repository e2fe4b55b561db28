// The one route that floor and subject of P3 both serve.
import { Type } from 'typebox';
import { customer, defineRoute } from '../../events/http/route.ts';
import { strict } from '../../events/schemas.ts';

export const quote = defineRoute({
  id: 'orders.quote',
  service: 'orders',
  method: 'POST',
  path: '/quotes',
  summary: 'A route for measuring',
  auth: customer,
  request: {
    body: strict({
      lines: Type.Array(
        strict({
          sku: Type.String({ pattern: '^[A-Za-z0-9._-]{1,64}$' }),
          quantity: Type.Integer({ minimum: 1, maximum: 10_000 }),
        }),
        { minItems: 1, maxItems: 50 },
      ),
    }),
  },
  responses: { 200: strict({ lines: Type.Integer() }) },
});

export const answerTo = (body: { readonly lines: readonly unknown[] }) => ({
  lines: body.lines.length,
});

export const issuer = 'http://localhost:3000/v1';
export const audience = 'tandem';
