// One-time codes by time (RFC 6238) and the recovery codes beside them.

import { createHmac, randomBytes } from 'node:crypto';
import type { Mfa } from '../domain/user.ts';
import { isSame, sha256 } from '../secret-token.ts';

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/** https://www.rfc-editor.org/rfc/rfc4648#section-6, without padding; whole groups of five bytes only. */
export const base32 = (bytes: Uint8Array): string => {
  let bits = '';
  for (const byte of bytes) bits += byte.toString(2).padStart(8, '0');
  const groups = bits.match(/.{5}/g) ?? [];
  return groups.map((group) => alphabet[Number.parseInt(group, 2)]).join('');
};

const fromBase32 = (text: string): Buffer => {
  const bits = [...text]
    .map((character) => alphabet.indexOf(character).toString(2).padStart(5, '0'))
    .join('');
  return Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2)));
};

const period = 30;

/** The six digits of a time step. */
export const totpAt = (secret: string, step: number): string => {
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(step));
  const mac = createHmac('sha1', fromBase32(secret)).update(counter).digest();
  // Dynamic truncation: https://www.rfc-editor.org/rfc/rfc4226#section-5.3
  const offset = (mac[19] ?? 0) & 0x0f;
  const number = mac.readUInt32BE(offset) & 0x7fff_ffff;
  return String(number % 1_000_000).padStart(6, '0');
};

export const stepAt = (nowMs: number): number => Math.floor(nowMs / 1000 / period);

export const newTotpSecret = (): string => base32(randomBytes(20));

/** Four groups of four: 80 random bits. */
export const newRecoveryCode = (): string => base32(randomBytes(10)).replace(/(.{4})(?=.)/g, '$1-');

export const recoveryHash = (code: string): string =>
  sha256(code.toUpperCase().replaceAll(/[^A-Z2-7]/g, ''));

export const otpauthUri = (email: string, secret: string): string => {
  const query = new URLSearchParams({
    secret,
    issuer: 'Tandem',
    algorithm: 'SHA1',
    digits: '6',
    period: String(period),
  });
  return `otpauth://totp/Tandem:${encodeURIComponent(email)}?${query}`;
};

/** Clocks may be a step apart. */
const tolerance = [-1, 0, 1];

const spendTotp = (mfa: Mfa, code: string, now: number): Mfa | undefined => {
  const step = tolerance
    .map((offset) => stepAt(now) + offset)
    .find((candidate) => candidate > mfa.lastStep && isSame(totpAt(mfa.secret, candidate), code));
  return step === undefined ? undefined : { ...mfa, lastStep: step };
};

const spendRecoveryCode = (mfa: Mfa, code: string): Mfa | undefined => {
  const hash = recoveryHash(code);
  const left = mfa.recoveryHashes.filter((known) => known !== hash);
  return left.length === mfa.recoveryHashes.length ? undefined : { ...mfa, recoveryHashes: left };
};

/** What MFA is after the code was taken, each counting once; `undefined` when it is wrong. */
export const spendCode = (mfa: Mfa, code: string, now: number): Mfa | undefined =>
  /^\d{6}$/.test(code) ? spendTotp(mfa, code, now) : spendRecoveryCode(mfa, code);
