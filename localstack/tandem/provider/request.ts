// A request to the sandbox, read strictly.
import type { IncomingMessage } from 'node:http';
import { Refusal } from './refusal.ts';

export interface Call {
  readonly body: Record<string, unknown>;
  /** What the path names. */
  readonly parameter: string;
  readonly query: URLSearchParams;
}

export type Route = readonly [method: string, path: RegExp, answer: (call: Call) => unknown];

/** Silence on purpose: the request was followed and its answer is lost. */
export class AnswerLost extends Error {}

const maxBody = 64 * 1024;

export const readJson = async (request: IncomingMessage): Promise<Record<string, unknown>> => {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > maxBody) throw new Refusal(413, 'too_large');
    chunks.push(chunk);
  }
  if (size === 0) return {};
  try {
    return JSON.parse(Buffer.concat(chunks).toString());
  } catch {
    throw new Refusal(400, 'malformed_json');
  }
};

export const text = (body: Record<string, unknown>, name: string): string => {
  const value = body[name];
  if (typeof value !== 'string' || value === '' || value.length > 255) {
    throw new Refusal(422, `invalid_${name}`);
  }
  return value;
};

export const amountOf = (body: Record<string, unknown>): number | undefined =>
  body.amount === undefined ? undefined : Number(body.amount);
