// The embedded cloud belongs to its developer: which requests come from a program of this machine, and which from a page of another site.
import { describe, expect, it } from 'vitest';
import { signatureOf } from '../../localstack/cloud/protocol/signature.ts';
import { refusalOf } from '../../localstack/cloud/protocol/visitors.ts';

const ask = (headers: Record<string, string>) =>
  refusalOf({ headers: { host: 'localhost:4566', ...headers } }, ['dev.internal']);

describe('a request is answered', () => {
  it.each([
    'localhost',
    'localhost:4566',
    'LocalHost:4566',
    '127.0.0.1:4680',
    '127.0.0.2',
    '[::1]:4566',
    '[::1]',
    'files.localhost:4566',
    'dev.internal:4566',
    'DEV.internal',
  ])('at Host %s', (host) => {
    expect(ask({ host })).toBeUndefined();
  });

  it.each([
    { origin: 'http://localhost:3000' },
    { origin: 'https://127.0.0.1' },
    { origin: 'http://[::1]:8080', referer: 'http://[::1]:8080/page?x=1' },
    { origin: 'http://dev.internal:3000' },
    { referer: 'http://localhost:3000/' },
    { 'sec-fetch-site': 'same-origin' },
    { 'sec-fetch-site': 'same-site' },
    { 'sec-fetch-site': 'none' },
    {},
  ])('with %o', (headers) => {
    expect(ask(headers as Record<string, string>)).toBeUndefined();
  });
});

describe('a request is refused', () => {
  it.each([
    '',
    'evil.example',
    'rebind.evil.example:4566',
    'localhost.evil.example',
    'evillocalhost',
    'notlocalhost:4566',
    '127.0.0.1.evil.example',
    '127.0.0.1.nip.io:4566',
    '10.0.0.5:4566',
    '0.0.0.0:4566',
    '[::]:4566',
    '[::ffff:10.0.0.5]:4566',
    '[fe80::1]',
    'internal',
    'x.dev.internal',
    'localhost:4566:80',
    'localhost@evil.example',
    'localhost, evil.example',
    'localhost/evil',
  ])('at Host "%s"', (host) => {
    expect(ask({ host })).toMatch(/^the Host "/);
  });

  it.each([
    [{ origin: 'https://evil.example' }, /^a page of https:\/\/evil\.example may not/],
    [{ origin: 'null' }, /^a page of null/],
    [{ origin: 'http://localhost.evil.example' }, /^a page of/],
    [{ origin: 'http://evil.example:4566' }, /^a page of/],
    [{ origin: 'file://localhost' }, /^a page of/],
    [{ origin: 'http://localhost@evil.example' }, /^a page of/],
    [{ referer: 'https://evil.example/localhost' }, /\(Referer\)$/],
    [{ referer: 'nonsense' }, /\(Referer\)$/],
    [{ 'sec-fetch-site': 'cross-site' }, /\(Sec-Fetch-Site\)$/],
    [{ origin: 'http://localhost:3000', 'sec-fetch-site': 'cross-site' }, /Sec-Fetch-Site/],
  ] as const)('with %o', (headers, reason) => {
    expect(ask(headers as unknown as Record<string, string>)).toMatch(reason);
  });
});

const scope = 'test/20260101/eu-west-1/sns/aws4_request';
const signature = (url: string, authorization?: string) =>
  signatureOf({ url, headers: { authorization } } as never);

it.each([
  ['the header', '/', `AWS4-HMAC-SHA256 Credential=${scope}, SignedHeaders=host, Signature=0`],
  ['a presigned URL', `/?X-Amz-Credential=${encodeURIComponent(scope)}&X-Amz-Signature=0`, ''],
])('a service is named by %s', (_, url, authorization) => {
  expect(signature(url, authorization)).toEqual({ accessKeyId: 'test', service: 'sns' });
});

it.each([
  `/?Credential=${scope}`,
  `/?X-Amz-Credential=${encodeURIComponent(scope)}`,
  `/Credential=${scope}`,
  `/?a=Credential%3D${encodeURIComponent(scope)}&X-Amz-Signature=0`,
  '/%zz?%zz',
  '/?X-Amz-Signature=0&X-Amz-Credential=nonsense',
])('%s names none', (url) => {
  expect(signature(url)).toEqual({ accessKeyId: '', service: '' });
});
