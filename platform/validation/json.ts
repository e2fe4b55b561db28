// JSON from outside: fatal UTF-8, no member twice, no prototype members, bounded depth and size, well-formed text only.
import { AppError } from '../kernel/errors.ts';

const maxDepth = 20;
const maxMembers = 1_000;
const longestShown = 64;
const forbidden = new Set(['__proto__', 'constructor', 'prototype']);

const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

interface Frame {
  /** Members seen so far; undefined in an array. */
  readonly members: Set<string> | undefined;
  expectsMember: boolean;
}

const hasForbiddenCharacters = (text: string): boolean => {
  if (!text.isWellFormed()) return true;
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    const isWhiteSpace = code === 0x09 || code === 0x0a || code === 0x0d;
    if ((code < 0x20 && !isWhiteSpace) || code === 0x7f) return true;
  }
  return false;
};

const endOfString = (text: string, start: number): number => {
  let index = start + 1;
  while (text[index] !== '"') index += text[index] === '\\' ? 2 : 1;
  return index;
};

const checkMember = (frame: Frame, name: string): void => {
  if (forbidden.has(name)) {
    throw new AppError('forbidden-member', { detail: `No body may have a member "${name}".` });
  }
  if (frame.members?.has(name)) {
    const shown = JSON.stringify(name.slice(0, longestShown));
    throw new AppError('duplicate-member', { detail: `The member ${shown} is named twice.` });
  }
  frame.members?.add(name);
  frame.expectsMember = false;
};

/** Walks text that is known to be JSON, for what JSON.parse lets through. */
const inspect = (text: string): void => {
  const frames: Frame[] = [];
  let members = 0;
  const count = () => {
    members += 1;
    if (members > maxMembers) throw new AppError('too-deep', { detail: 'Too many members.' });
  };
  const visitString = (start: number): number => {
    const end = endOfString(text, start);
    const value: string = JSON.parse(text.slice(start, end + 1));
    if (hasForbiddenCharacters(value)) {
      throw new AppError('validation-failed', {
        detail: 'The body holds control characters or lone surrogates.',
      });
    }
    const frame = frames.at(-1);
    if (frame?.expectsMember) checkMember(frame, value);
    return end;
  };
  const open = (isObject: boolean) => {
    frames.push({ members: isObject ? new Set() : undefined, expectsMember: isObject });
    if (frames.length > maxDepth) throw new AppError('too-deep', { detail: 'Nested too deeply.' });
    count();
  };
  const next = () => {
    count();
    const frame = frames.at(-1);
    if (frame) frame.expectsMember = frame.members !== undefined;
  };
  for (let index = 0; index < text.length; index += 1) {
    switch (text[index]) {
      case '"':
        index = visitString(index);
        break;
      case '{':
        open(true);
        break;
      case '[':
        open(false);
        break;
      case '}':
      case ']':
        frames.pop();
        break;
      case ',':
        next();
        break;
      default:
    }
  }
};

/** What stands for bytes that were no UTF-8, where a gateway has made text of them before. */
export const replacement = '\uFFFD';

/** Throws `malformed-json`, `duplicate-member`, `forbidden-member`, `too-deep` or `validation-failed`. */
export const parseJson = (body: Uint8Array): unknown => {
  let text: string;
  let value: unknown;
  try {
    text = decoder.decode(body);
    value = JSON.parse(text);
  } catch {
    throw new AppError('malformed-json');
  }
  if (text.includes(replacement)) {
    throw new AppError('malformed-json', { detail: 'The body holds bytes that are no UTF-8.' });
  }
  inspect(text);
  return value;
};
