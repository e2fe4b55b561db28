// Variables of mapping templates.

import { expect, test } from 'vitest';
import { evaluate, render, unsupported } from '../../localstack/gateway/integrations/template.ts';

const values: Record<string, string> = {
  'context.requestId': 'r-1',
  'context.identity.sourceIp': '127.0.0.1',
  'input.params(id)': '7',
};
const variables = (name: string) => values[name];

test('variables are replaced, unknown ones by nothing', () => {
  expect(render('{"id":"$context.requestId"}', variables)).toBe('{"id":"r-1"}');
  expect(render(`urn:$\{context.requestId}.`, variables)).toBe('urn:r-1.');
  expect(render("<$context.identity.sourceIp> $input.params('id')", variables)).toBe(
    '<127.0.0.1> 7',
  );
  expect(render('[$context.authorizer.nobody]', variables)).toBe('[]');
  expect(render('costs $5', variables)).toBe('costs $5');
});

test('an expression is a constant or names a value', () => {
  expect(evaluate("'Bearer'", variables)).toBe('Bearer');
  expect(evaluate('context.requestId', variables)).toBe('r-1');
});

test('directives are told apart from text', () => {
  expect(unsupported('#if($context.stage == "v1") 1 #end')).toBe('#if');
  expect(unsupported("$util.escapeJavaScript('x')")).toBe('$util.');
  expect(unsupported('{"statusCode": 200, "color": "#ff0000"}')).toBeUndefined();
});
