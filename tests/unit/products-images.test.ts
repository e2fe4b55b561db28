// Which addresses an image of a product may have.
import { describe, expect, it } from 'vitest';
import { changeProduct } from '../../events/http/products/products.ts';
import { faultsOf } from '../../platform/validation/validation.ts';

const faultsOfImage = (image: string) => faultsOf(changeProduct.request.body, { images: [image] });

describe('an image', () => {
  it.each([
    'https://cdn.example.com/mug.webp',
    'https://cdn.example.com',
    'https://cdn.example.com:8443/a/b.png?width=640&fit=crop',
    'https://xn--bcher-kva.example/b%C3%BCcher.png',
    '/images/products/mug-blue.webp',
    'images/mug.webp',
    'mug.webp?version=2',
    './mug.webp',
    'images/mug:blue.webp',
  ])('may be at %s', (image) => {
    expect(faultsOfImage(image)).toEqual([]);
  });

  it.each([
    'javascript:alert(1)',
    'JavaScript:alert(1)',
    ' javascript:alert(1)',
    'java\tscript:alert(1)',
    'vbscript:x',
    'data:image/svg+xml;base64,PHN2Zz4=',
    'blob:https://example.com/1',
    'file:///etc/passwd',
    'ftp://example.com/a.png',
    'http://example.com/a.png',
    'HTTP://example.com/a.png',
    'ws://example.com/a.png',
    'https:/example.com/a.png',
    'https:example.com/a.png',
    'https://',
    'https:///a.png',
    'https://example..com/a.png',
    'https://user:password@example.com/a.png',
    'https://example.com@evil.example/a.png',
    'https://example.com\\@evil.example/a.png',
    '//evil.example/a.png',
    '/\\evil.example/a.png',
    '\\\\evil.example\\a.png',
    '/images/a b.png',
    '/images/<script>.png',
    '/images/".png',
    '/images/a\u202egnp.png',
    '/images/a\n.png',
    '',
    ' ',
    '\u200b',
  ])('is not at %j', (image) => {
    expect(faultsOfImage(image)).toEqual([
      expect.objectContaining({ pointer: '/images/0' }),
      ...(image === '' ? [expect.objectContaining({ pointer: '/images/0' })] : []),
    ]);
  });
});
