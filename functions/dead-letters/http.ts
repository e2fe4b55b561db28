// Dead letters over HTTP; each change leaves a line of who did what.
import {
  listDeadLetterQueues,
  listDeadLetters,
  purgeDeadLetters,
  redriveDeadLetters,
} from '../../events/http/dead-letters.ts';
import { callerOf, type Endpoint, endpoint, type Request } from '../../platform/http/endpoint.ts';
import { AppError } from '../../platform/kernel/errors.ts';
import type { DeadLetterFilter } from '../../platform/messaging/dead-letter.ts';
import type { DeadLetters } from '../../platform/messaging/dead-letters.ts';

export type DeadLettersByService = ReadonlyMap<string, DeadLetters>;

const shown = 20;
const changed = 100;
const perSecondNormally = 10;

/** Only what is given: an absent member is no condition. */
const filterOf = ({ id, type, subject }: DeadLetterFilter): DeadLetterFilter => ({
  ...(id !== undefined && { id }),
  ...(type !== undefined && { type }),
  ...(subject !== undefined && { subject }),
});

const note = (request: Request, event: string, detail: object): void => {
  const actor = callerOf(request).subject;
  request.log.info({ audit: { event, actor, ...detail } }, 'security event');
};

export const deadLetterEndpoints = (byService: DeadLettersByService): readonly Endpoint[] => {
  const lettersOf = (service: string): DeadLetters => {
    const letters = byService.get(service);
    if (letters === undefined) throw new AppError('not-found');
    return letters;
  };

  return [
    endpoint(listDeadLetterQueues, async () => {
      const items = await Promise.all(
        [...byService].map(async ([service, letters]) => ({
          service,
          messages: await letters.depth(),
        })),
      );
      return { status: 200, body: { items, nextCursor: null } };
    }),

    endpoint(listDeadLetters, async (request) => {
      const { params, query } = request;
      const { limit = shown } = query;
      const filter = filterOf(query);
      const { letters, more } = await lettersOf(params.service).list({ limit, filter });
      const items = letters.map(({ messageId: _, ...letter }) => letter);
      note(request, 'dead-letters-read', { ...params, ...filter, count: items.length });
      return { status: 200, body: { items, more } };
    }),

    endpoint(redriveDeadLetters, async (request) => {
      const { params, body } = request;
      const { limit = changed, perSecond = perSecondNormally } = body;
      const filter = filterOf(body);
      const letters = lettersOf(params.service);
      const { count, skipped, more } = await letters.redrive({ limit, perSecond, filter });
      note(request, 'dead-letters-redriven', { ...params, ...filter, count });
      return { status: 200, body: { redriven: count, skipped, more } };
    }),

    endpoint(purgeDeadLetters, async (request) => {
      const { params, body } = request;
      const { limit = changed, all } = body;
      const filter = filterOf(body);
      const letters = lettersOf(params.service);
      if (all === undefined && Object.keys(filter).length === 0) {
        const detail = 'Name an id, a type or a subject, or say that all are meant.';
        throw new AppError('validation-failed', {
          detail,
          errors: [{ pointer: '/all', code: 'required', detail }],
        });
      }
      const { count, more } = await letters.purge({ limit, filter });
      note(request, 'dead-letters-purged', { ...params, ...filter, count });
      return { status: 200, body: { purged: count, more } };
    }),
  ];
};
