// The form of a token before its signature is checked: one text for each token, and no member that we do not sign.
import { isAppError } from '../kernel/errors.ts';
import { parseJson } from '../validation/json.ts';
import { refusal, refuse, type TokenFault } from './token-fault.ts';

const headerMembers = new Set(['alg', 'typ', 'kid']);

const decodeCanonical = (part: string): Buffer => {
  const bytes = Buffer.from(part, 'base64url');
  // Re-encoding shows padding, foreign characters and spare bits: one signature has one text.
  if (bytes.toString('base64url') !== part) refuse('not-canonical');
  return bytes;
};

const parsePart = (part: string): unknown => {
  const bytes = decodeCanonical(part);
  try {
    return parseJson(bytes);
  } catch (error) {
    throw isAppError(error) ? refusal(error.code as TokenFault, error) : error;
  }
};

const objectOf = (part: string): Record<string, unknown> => {
  const value = parsePart(part);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return refuse('not-an-object');
  }
  return value as Record<string, unknown>;
};

/** Throws `unauthenticated`. */
export const checkTokenShape = (token: string): void => {
  const parts = token.split('.');
  const [header = '', payload = '', signature = ''] = parts;
  if (parts.length !== 3) refuse('not-a-jwt');
  const members = objectOf(header);
  if (!Object.keys(members).every((member) => headerMembers.has(member))) {
    refuse('header-member');
  }
  if (members.alg !== 'ES256') refuse('algorithm');
  if (members.typ !== 'at+jwt') refuse('type');
  if (typeof members.kid !== 'string' || !/^[\w-]{1,64}$/.test(members.kid)) {
    refuse('key-id');
  }
  objectOf(payload);
  decodeCanonical(signature);
};
