// Directives of mapping templates.

import { describe, expect, it } from 'vitest';
import { run, unsupportedDirective } from '../../localstack/gateway/integrations/velocity.ts';

const from = (origin: string) => (name: string) =>
  ({ 'input.params(Origin)': origin, 'context.stage': 'v1' })[name];

const allow = [
  "#set($origin = $input.params('Origin'))",
  "#if($origin == 'https://a.example' || $origin == 'https://b.example')",
  '#set($context.responseOverride.header.Access-Control-Allow-Origin = $origin)',
  '#end',
].join('');

describe('a header is put into the response', () => {
  it.each(['https://a.example', 'https://b.example'])('for %s', (origin) => {
    expect(run(allow, from(origin))).toEqual({
      text: '',
      headers: { 'Access-Control-Allow-Origin': origin },
    });
  });

  it.each(['', 'https://c.example', "https://a.example' || '1' == '1", 'https://A.example'])(
    'not for %j',
    (origin) => {
      expect(run(allow, from(origin))).toEqual({ text: '', headers: {} });
    },
  );
});

it('one branch of a condition is taken, also within another', () => {
  const template = `#if($a == '1')one#elseif($a == '2')two#if($b != 'x') and b#else and x#end#{else}#end`;
  const value = (a: string, b: string) => (name: string) => ({ a, b })[name];
  const text = (a: string, b = '') => run(template.replace('#{else}', '#else'), value(a, b)).text;
  expect([text('1'), text('2'), text('2', 'x'), text('3')]).toEqual([
    'one',
    'two and b',
    'two and x',
    '',
  ]);
});

it('what is both is asked before what is either', () => {
  const template = `#if('1' == '1' || '1' == '2' && '1' == '3')yes#end`;
  expect(run(template, () => undefined).text).toBe('yes');
});

it('text around directives has its variables replaced', () => {
  expect(run("<$context.stage>#set($x = 'y')", from('')).text).toBe('<v1>');
});

it.each([
  ['#foreach($x in $y)', '#foreach($x in $y)'],
  ['#if($input.params("x").matches("y")) 1 #end', '#if($input.params("x").matches("y")) 1 '],
  ["#set($context.responseOverride.status = '404')", expect.stringContaining('#set(')],
  ['#set($x = 1 + 2)', '#set($x = 1 + 2)'],
  ["$util.escapeJavaScript('x')", '$util.escapeJavaScript'],
])('%s is not understood', (template, what) => {
  expect(unsupportedDirective(template)).toEqual(what);
});

it('what is understood, and plain text, is not complained about', () => {
  expect(unsupportedDirective(allow)).toBeUndefined();
  expect(unsupportedDirective('{"statusCode": 200, "color": "#ff0000"}')).toBeUndefined();
});
