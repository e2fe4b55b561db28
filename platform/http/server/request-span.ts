// The span that a request was answered in, for what is told of it when nothing runs in that span any more.
import type { FastifyRequest } from 'fastify';
import type { ActiveSpan } from '../../telemetry/trace.ts';

const spans = new WeakMap<FastifyRequest, ActiveSpan>();

export const keepSpan = (request: FastifyRequest, span: ActiveSpan | undefined): void => {
  if (span?.isKept) spans.set(request, span);
};

export const spanOf = (request: FastifyRequest): ActiveSpan | undefined => spans.get(request);
