// The part of Velocity that mapping templates here need: #set, #if with == and !=, and headers put into the response.
// https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-override-request-response-parameters.html
import { render, type Variables } from './template.ts';

export interface Rendered {
  readonly text: string;
  /** By header name. */
  readonly headers: Readonly<Record<string, string>>;
}

type Part =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'set'; readonly name: string; readonly value: string }
  | { readonly kind: 'if' | 'elseif'; readonly condition: string }
  | { readonly kind: 'else' }
  | { readonly kind: 'end' };

const header = 'context.responseOverride.header.';
/** A constant, or a reference with at most one quoted argument. */
const operand = String.raw`(?:'[^']*'|"[^"$#]*"|\$[A-Za-z][\w.]*(?:\('[^']*'\))?)`;
const comparison = String.raw`\s*${operand}\s*(?:==|!=)\s*${operand}\s*`;
const directive = new RegExp(
  [
    String.raw`#set\(\s*\$(\w+|${header.replaceAll('.', '\\.')}[\w-]+)\s*=\s*(${operand})\s*\)`,
    String.raw`#(if|elseif)\((${comparison}(?:(?:\|\||&&)${comparison})*)\)`,
    String.raw`#(else|end)\b`,
  ].join('|'),
  'g',
);

function partOf([, name, value = '', test, condition = '', mark]: RegExpMatchArray): Part {
  if (name !== undefined) return { kind: 'set', name, value };
  if (test !== undefined) return { kind: test === 'if' ? 'if' : 'elseif', condition };
  return { kind: mark === 'else' ? 'else' : 'end' };
}

function partsOf(template: string): Part[] {
  const parts: Part[] = [];
  let end = 0;
  for (const match of template.matchAll(directive)) {
    parts.push({ kind: 'text', text: template.slice(end, match.index) }, partOf(match));
    end = match.index + match[0].length;
  }
  return [...parts, { kind: 'text', text: template.slice(end) }];
}

/** Answers the first directive that is not understood here, or undefined. */
export function unsupportedDirective(template: string): string | undefined {
  const rest = partsOf(template).map((part) => (part.kind === 'text' ? part.text : ''));
  return /#[a-z]+\(.*|\$util\.\w*/.exec(rest.join('\n'))?.[0];
}

function operandValue(expression: string, variables: Variables): string {
  const [, name, argument] = /^\$([\w.]+)(?:\('([^']*)'\))?$/.exec(expression) ?? [];
  if (name === undefined) return expression.slice(1, -1);
  return variables(argument === undefined ? name : `${name}(${argument})`) ?? '';
}

/** Velocity binds `&&` closer than `||`. */
function holds(condition: string, variables: Variables): boolean {
  const compare = (text: string): boolean => {
    const [left = '', sign, right = ''] = text.split(/(==|!=)/);
    const same = operandValue(left.trim(), variables) === operandValue(right.trim(), variables);
    return same === (sign === '==');
  };
  return condition.split('||').some((all) => all.split('&&').every(compare));
}

interface Block {
  shown: boolean;
  /** A branch was taken, or the block is within one that was not. */
  done: boolean;
}

function enter(block: Block, wanted: () => boolean): void {
  block.shown = !block.done && wanted();
  block.done ||= block.shown;
}

export function run(template: string, outer: Variables): Rendered {
  const own = new Map<string, string>();
  const variables: Variables = (name) => own.get(name) ?? outer(name);
  const root: Block = { shown: true, done: true };
  const blocks: Block[] = [];
  const text: string[] = [];
  for (const part of partsOf(template)) {
    const block = blocks.at(-1) ?? root;
    switch (part.kind) {
      case 'if': {
        const inner = { shown: false, done: !block.shown };
        enter(inner, () => holds(part.condition, variables));
        blocks.push(inner);
        break;
      }
      case 'elseif':
        enter(block, () => holds(part.condition, variables));
        break;
      case 'else':
        enter(block, () => true);
        break;
      case 'end':
        blocks.pop();
        break;
      case 'set':
        if (block.shown) own.set(part.name, operandValue(part.value, variables));
        break;
      case 'text':
        if (block.shown) text.push(render(part.text, variables));
    }
  }
  return {
    text: text.join(''),
    headers: Object.fromEntries(
      [...own].flatMap(([name, value]) =>
        name.startsWith(header) ? [[name.slice(header.length), value]] : [],
      ),
    ),
  };
}
